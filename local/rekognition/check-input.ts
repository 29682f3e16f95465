// The constraints of the API's shapes, in the words in which the service tells them.
import { AwsError } from '../runtime/aws-error.ts'

/** The service writes the pattern as its model has it. */
interface TextRule {
  min: number
  max: number
  pattern?: string
}

/** Patterns and lengths of the API's model, version 2016-06-27. */
export const TEXT_RULES = {
  bucket: { min: 3, max: 255, pattern: '[0-9A-Za-z\\.\\-_]*' },
  objectName: { min: 1, max: 1024 },
  objectVersion: { min: 1, max: 1024 },
  token: { min: 1, max: 64, pattern: '^[a-zA-Z0-9-_]+$' },
  jobId: { min: 1, max: 64, pattern: '^[a-zA-Z0-9-_]+$' },
  jobTag: { min: 1, max: 1024, pattern: '[a-zA-Z0-9_.\\-:+=\\/]+' },
  topicArn: { min: 1, max: 1024, pattern: '(^arn:aws:sns:.*:\\w{12}:.+$)' },
  roleArn: { min: 1, max: 2048, pattern: 'arn:aws:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+' },
  pageToken: { min: 0, max: 255 },
} as const satisfies Record<string, TextRule>

export const invalidParameter = (message = 'Request has invalid parameters') =>
  new AwsError('InvalidParameterException', message)

const violation = (value: unknown, place: string, must: string) =>
  invalidParameter(
    `1 validation error detected: Value '${String(value)}' at '${place}' failed to satisfy constraint: Member must ${must}`,
  )

/** @throws InvalidParameterException when the member is there and is not as the rule says */
export function readText(value: unknown, place: string, rule: TextRule): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalidParameter()
  if (value.length < rule.min) {
    throw violation(value, place, `have length greater than or equal to ${rule.min}`)
  }
  if (value.length > rule.max) throw violation(value, place, `have length less than or equal to ${rule.max}`)
  if (rule.pattern !== undefined && !new RegExp(`^(?:${rule.pattern})$`).test(value)) {
    throw violation(value, place, `satisfy regular expression pattern: ${rule.pattern}`)
  }
  return value
}

/** @throws InvalidParameterException when the member is missing, or is not as the rule says */
export function needText(value: unknown, place: string, rule: TextRule): string {
  const text = readText(value, place, rule)
  if (text === undefined) throw violation(null, place, 'not be null')
  return text
}

/** An object, or undefined for none. */
export function readStructure(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidParameter()
  return value as Record<string, unknown>
}

export function readNumber(
  value: unknown,
  place: string,
  { min, max = Infinity }: { min: number; max?: number },
): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number') throw invalidParameter()
  if (value < min) throw violation(value, place, `have value greater than or equal to ${min}`)
  if (value > max) throw violation(value, place, `have value less than or equal to ${max}`)
  return value
}

export function readChoice<T extends string>(
  value: unknown,
  place: string,
  choices: readonly T[],
): T | undefined {
  if (value === undefined || value === null) return undefined
  if (!choices.includes(value as T)) {
    throw violation(value, place, `satisfy enum value set: [${choices.join(', ')}]`)
  }
  return value as T
}
