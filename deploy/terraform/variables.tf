variable "hub_account" {
  description = "Account in which the hub runs."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.hub_account))
    error_message = "hub_account must be an account id of 12 digits, in quotes."
  }
}

variable "hub_region" {
  description = "Home region of the hub, where its event bus is."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]$", var.hub_region))
    error_message = "hub_region must be a region such as eu-central-1."
  }
}

variable "forward" {
  description = "Whether to forward the events of the provider's region to the hub: true once in every region."
  type        = bool
  default     = true
}

variable "watch" {
  description = "Whether to forward changes in IAM and other services, too: true if the hub's configuration has sessions: watch."
  type        = bool
  default     = false
}

variable "alarms_topic_arn" {
  description = "SNS topic, in the provider's region, for alarms. Left out: the module creates the topic rolewarden-alarms."
  type        = string
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic."
  }
}

variable "alarm_silent_hours" {
  description = "After how many hours without any event rolewarden-rule-silent fires. Left out: never, since many regions have no events for days."
  type        = number
  default     = null

  validation {
    condition     = var.alarm_silent_hours == null || try(floor(var.alarm_silent_hours) == var.alarm_silent_hours && var.alarm_silent_hours >= 1 && var.alarm_silent_hours <= 168, false)
    error_message = "alarm_silent_hours must be a whole number from 1 to 168."
  }
}

variable "spoke" {
  description = "Whether to create the role through which sessions of this account are ended: true in one region only, since roles are global."
  type        = bool
  default     = false
}

variable "external_id" {
  description = "External id that the spoke role requires: the value of the hub's secret rolewarden/external-id. Required with spoke."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.external_id == null || try(length(var.external_id) >= 20 && length(var.external_id) <= 1224 && can(regex("^[A-Za-z0-9_+=,.@:/-]+$", var.external_id)), false)
    error_message = "external_id must have 20 to 1224 letters, digits and _+=,.@:/-."
  }
}

variable "spoke_only_tagged" {
  description = "Whether only sessions of roles and users with the tag rolewarden:revocable=true can be ended, by people too."
  type        = bool
  default     = false
}

variable "spoke_protected" {
  description = "Roles and users that are never changed, by name or path, such as role/break-glass/* and user/emergency."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.spoke_protected : can(regex("^(role|user)/[\\w+=,.@*/-]{1,512}$", name))])
    error_message = "spoke_protected is a list of role/NAME and user/NAME; * matches any characters."
  }
}

variable "tags" {
  description = "Tags of every resource of the module."
  type        = map(string)
  default     = { application = "rolewarden" }
}
