# The texts of what the role may do are deploy/spoke-*.json; the CDK app and docs/acting.md have the same.

locals {
  spoke_policy      = jsondecode(replace(file("${path.module}/../spoke-policy.json"), "arn:aws:", "arn:${local.partition}:"))
  spoke_only_tagged = jsondecode(replace(file("${path.module}/../spoke-only-tagged.json"), "arn:aws:", "arn:${local.partition}:"))
  spoke_by_name = {
    Sid      = "ProtectedByName"
    Effect   = "Deny"
    Action   = ["iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:PutUserPolicy", "iam:DeleteUserPolicy"]
    Resource = [for name in var.spoke_protected : "arn:${local.partition}:iam::*:${name}"]
  }
}

resource "aws_iam_role" "spoke" {
  count = var.spoke ? 1 : 0

  name                 = "rolewarden-spoke"
  description          = "Rolewarden ends sessions of this account through it"
  max_session_duration = 3600
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = local.hub_role }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
      },
      # people's sessions may have a source identity, which goes along; asked for this, STS knows no external id
      {
        Effect    = "Allow"
        Principal = { AWS = local.hub_role }
        Action    = "sts:SetSourceIdentity"
      },
    ]
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

  name = "rolewarden"
  role = aws_iam_role.spoke[0].id
  policy = jsonencode({
    Version = local.spoke_policy.Version
    Statement = concat(
      local.spoke_policy.Statement,
      [for denial in [local.spoke_only_tagged] : denial if var.spoke_only_tagged],
      [for denial in [local.spoke_by_name] : denial if length(var.spoke_protected) > 0],
    )
  })
}
