data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  region    = data.aws_region.this.id
  bus       = "arn:${local.partition}:events:${var.hub_region}:${var.hub_account}:event-bus/rolewarden"
  hub_role  = "arn:${local.partition}:iam::${var.hub_account}:role/rolewarden-hub"
  rule      = "arn:${local.partition}:events:${local.region}:${local.account}:rule/rolewarden-sts"
}
