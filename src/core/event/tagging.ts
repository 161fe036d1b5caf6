/** Calls to IAM that set tags of a role or user, or take them away: tags say whose sessions may be ended. */
export const TAGGING = /^(?:Tag|Untag)(?:Role|User)$/;
