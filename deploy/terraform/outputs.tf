output "rule_arn" {
  description = "The forwarding rule of this region; null without forward."
  value       = one(aws_cloudwatch_event_rule.forward[*].arn)
}

output "undelivered_queue_url" {
  description = "Queue of events that could not be forwarded; rolewarden-undelivered fires at its first message."
  value       = one(aws_sqs_queue.undelivered[*].id)
}

output "spoke_role_arn" {
  description = "The spoke role; null without spoke."
  value       = one(aws_iam_role.spoke[*].arn)
}

output "alarms_topic_arn" {
  description = "Topic of the alarms: subscribe to it; null without forward."
  value       = one(local.alarms)
}
