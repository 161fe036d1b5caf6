variable "hub_account" {
  description = "Account that Rolewarden runs in."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.hub_account))
    error_message = "hub_account must be a text of 12 digits."
  }
}

variable "hub_region" {
  description = "Home region of Rolewarden: its event bus is there."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]$", var.hub_region))
    error_message = "hub_region must be a region such as eu-central-1."
  }
}

variable "forward" {
  description = "Whether to forward the events of the provider's region to the hub: true in every region, once."
  type        = bool
  default     = true
}

variable "alarms_topic_arn" {
  description = "SNS topic of the provider's region that alarms go to. Left out, the topic rolewarden-alarms is made."
  type        = string
  default     = null

  validation {
    condition     = var.alarms_topic_arn == null || can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$", var.alarms_topic_arn))
    error_message = "alarms_topic_arn must be the ARN of an SNS topic."
  }
}

variable "alarm_silent_hours" {
  description = "Hours without any event after which an alarm tells; left out, silence is not an alarm, for many regions are silent by nature."
  type        = number
  default     = null

  validation {
    condition     = var.alarm_silent_hours == null || try(floor(var.alarm_silent_hours) == var.alarm_silent_hours && var.alarm_silent_hours >= 1 && var.alarm_silent_hours <= 168, false)
    error_message = "alarm_silent_hours must be a whole number from 1 to 168."
  }
}

variable "spoke" {
  description = "Whether to make the role through which sessions of this account are ended: true in one region only, for roles are global."
  type        = bool
  default     = false
}

variable "external_id" {
  description = "What the spoke role asks for; the hub's secret rolewarden/external-id. Needed with spoke."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.external_id == null || try(length(var.external_id) >= 20 && length(var.external_id) <= 1224, false)
    error_message = "external_id must have 20 to 1224 characters."
  }
}

variable "spoke_only_tagged" {
  description = "Whether only roles and users tagged rolewarden:revocable=true may be ended, by persons as well."
  type        = bool
  default     = false
}

variable "spoke_protected" {
  description = "Roles and users that are never touched, by name or path: role/break-glass/*, user/emergency."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.spoke_protected : can(regex("^(role|user)/[\\w+=,.@*/-]{1,512}$", name))])
    error_message = "spoke_protected holds role/NAME or user/NAME; * stands for any characters."
  }
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = { application = "rolewarden" }
}
