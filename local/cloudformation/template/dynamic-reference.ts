/** `{{resolve:ssm:name}}` and `{{resolve:ssm:name:version}}`: all that the local cloud looks up. */
export const DYNAMIC_REFERENCE = /\{\{resolve:ssm:([\w./-]+(?::\d+)?)\}\}/g
