# Alarms live where their metrics are. Their names, words and limits are those of the CDK's forwarding stacks.

locals {
  own_topic = var.forward && var.alarms_topic_arn == null
  alarms    = local.own_topic ? [aws_sns_topic.alarms[0].arn] : var.alarms_topic_arn == null ? [] : [var.alarms_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "undelivered" {
  count = var.forward ? 1 : 0

  alarm_name          = "rolewarden-undelivered"
  alarm_description   = "EventBridge could not forward events to Rolewarden. See docs/operations.md."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.undelivered[0].name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarms
  ok_actions          = local.alarms
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "rule_failed" {
  count = var.forward ? 1 : 0

  alarm_name          = "rolewarden-rule-failed"
  alarm_description   = "EventBridge fails to forward. See docs/operations.md."
  namespace           = "AWS/Events"
  metric_name         = "FailedInvocations"
  dimensions          = { RuleName = aws_cloudwatch_event_rule.forward[0].name }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarms
  ok_actions          = local.alarms
  tags                = var.tags
}

# Many regions are silent by nature: only whoever knows better asks for it.
resource "aws_cloudwatch_metric_alarm" "rule_silent" {
  count = var.forward && var.alarm_silent_hours != null ? 1 : 0

  alarm_name          = "rolewarden-rule-silent"
  alarm_description   = "The rule matched nothing in ${var.alarm_silent_hours} hours: trail, rule or bus is off. See docs/operations.md."
  namespace           = "AWS/Events"
  metric_name         = "MatchedEvents"
  dimensions          = { RuleName = aws_cloudwatch_event_rule.forward[0].name }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = var.alarm_silent_hours
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = local.alarms
  ok_actions          = local.alarms
  tags                = var.tags
}

resource "aws_sns_topic" "alarms" {
  count = local.own_topic ? 1 : 0

  name = "rolewarden-alarms"
  tags = var.tags
}

resource "aws_sns_topic_policy" "alarms" {
  count = local.own_topic ? 1 : 0

  arn = aws_sns_topic.alarms[0].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Alarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarms[0].arn
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
      {
        Sid       = "AllowPublishThroughSSLOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarms[0].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}
