# STS logs a call in the region of its endpoint: every region, and us-east-1 for the global endpoint, passes its events on.

resource "aws_cloudwatch_event_rule" "forward" {
  count = var.forward ? 1 : 0

  name        = "rolewarden-sts"
  description = "STS, sign-in and Identity Center events, read-only ones included; for Rolewarden, by Terraform"
  # A rule that is merely ENABLED is never given AssumeRole for certain.
  state         = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
  event_pattern = var.watch ? jsonencode(jsondecode(file("${path.module}/../watch-pattern.json"))) : jsonencode({ source = ["aws.sts", "aws.signin", "aws.sso"] })
  tags          = var.tags
}

resource "aws_cloudwatch_event_target" "forward" {
  count = var.forward ? 1 : 0

  rule      = aws_cloudwatch_event_rule.forward[0].name
  target_id = "rolewarden"
  arn       = local.bus
  role_arn  = aws_iam_role.forward[0].arn

  dead_letter_config {
    arn = aws_sqs_queue.undelivered[0].arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }
}

resource "aws_iam_role" "forward" {
  count = var.forward ? 1 : 0

  name = "rolewarden-forward-${local.region}"
  tags = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnEquals    = { "aws:SourceArn" = local.rule }
      }
    }]
  })
}

resource "aws_iam_role_policy" "forward" {
  count = var.forward ? 1 : 0

  name = "rolewarden"
  role = aws_iam_role.forward[0].id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Bus", Effect = "Allow", Action = "events:PutEvents", Resource = local.bus }]
  })
}

resource "aws_sqs_queue" "undelivered" {
  count = var.forward ? 1 : 0

  name                      = "rolewarden-undelivered"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "undelivered" {
  count = var.forward ? 1 : 0

  queue_url = aws_sqs_queue.undelivered[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.undelivered[0].arn
        Condition = { ArnEquals = { "aws:SourceArn" = local.rule } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.undelivered[0].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
