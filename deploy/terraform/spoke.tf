# The one text of what the role may do is deploy/spoke-policy.json; the CDK app and docs/acting.md have the same.

resource "aws_iam_role" "spoke" {
  count = var.spoke ? 1 : 0

  name                 = "rolewarden-spoke"
  description          = "Rolewarden ends sessions of this account through it"
  max_session_duration = 3600
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = local.hub_role }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })

  lifecycle {
    precondition {
      condition     = var.external_id != null
      error_message = "The spoke role needs external_id: the hub's secret rolewarden/external-id."
    }
  }
}

resource "aws_iam_role_policy" "spoke" {
  count = var.spoke ? 1 : 0

  name   = "rolewarden"
  role   = aws_iam_role.spoke[0].id
  policy = replace(file("${path.module}/../spoke-policy.json"), "arn:aws:", "arn:${local.partition}:")
}
