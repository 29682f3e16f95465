// Parameter values: what was given, what the stack had before, or the default, checked against the declaration.
import { validationError } from '../errors.ts'
import type { ParameterDeclaration, Template } from './template.ts'

export interface GivenParameter {
  ParameterKey: string
  ParameterValue?: string
  UsePreviousValue?: boolean | string
}

/** Values as text, by parameter name; lists are still one text with commas. */
export type ParameterValues = Record<string, string>

function checkType(name: string, declaration: ParameterDeclaration) {
  const type = declaration.Type
  if (typeof type !== 'string') {
    throw validationError(`Template format error: Every Parameters object must contain a Type member.`)
  }
  if (type.startsWith('AWS::SSM::')) {
    throw validationError(`The local CloudFormation does not support the parameter type ${type} of ${name}`)
  }
  const known = /^(String|Number|CommaDelimitedList|List<(Number|String|AWS::.+)>|AWS::.+)$/
  if (!known.test(type)) {
    throw validationError(`Template format error: Unrecognized parameter type: ${type}`)
  }
}

/** Each limit, and the words for a value beyond it. */
const LIMITS: [keyof ParameterDeclaration, (value: string, limit: unknown) => boolean, string][] = [
  ['MinLength', (value, limit) => value.length >= Number(limit), 'must contain at least LIMIT characters'],
  ['MaxLength', (value, limit) => value.length <= Number(limit), 'must contain at most LIMIT characters'],
  ['MinValue', (value, limit) => Number(value) >= Number(limit), 'must be a number not less than LIMIT'],
  ['MaxValue', (value, limit) => Number(value) <= Number(limit), 'must be a number not greater than LIMIT'],
  [
    'AllowedPattern',
    (value, limit) => new RegExp(`^(?:${String(limit)})$`).test(value),
    'must match pattern LIMIT',
  ],
]

function violated(value: string, declaration: ParameterDeclaration): string | undefined {
  const isNumber = declaration.Type === 'Number'
  if (isNumber && !Number.isFinite(Number(value === '' ? NaN : value))) return 'must be a number'
  const { AllowedValues } = declaration
  if (AllowedValues && !AllowedValues.map(String).includes(value)) {
    return `must be one of AllowedValues: [${AllowedValues.join(', ')}]`
  }
  const broken = LIMITS.find(
    ([name, holds]) => declaration[name] !== undefined && !holds(value, declaration[name]),
  )
  return broken?.[2].replace('LIMIT', () => String(declaration[broken[0]]))
}

function checkValue(name: string, value: string, declaration: ParameterDeclaration) {
  const problem = violated(value, declaration)
  if (!problem) return
  const words = declaration.ConstraintDescription
    ? `failed to satisfy constraint: ${declaration.ConstraintDescription}`
    : problem
  throw validationError(`Parameter '${name}' ${words}`)
}

/** Throws ValidationError for missing, unknown or forbidden values. */
export function resolveParameters(
  template: Template,
  given: GivenParameter[],
  previous: ParameterValues,
): ParameterValues {
  const declared = Object.keys(template.Parameters)
  const extra = given.map((one) => one.ParameterKey).filter((key) => !declared.includes(key))
  if (extra.length > 0) {
    throw validationError(`Parameters: [${extra.join(', ')}] do not exist in the template`)
  }
  const values: ParameterValues = {}
  const missing: string[] = []
  for (const [name, declaration] of Object.entries(template.Parameters)) {
    checkType(name, declaration)
    const one = given.find((candidate) => candidate.ParameterKey === name)
    const usePrevious = one?.UsePreviousValue === true || one?.UsePreviousValue === 'true'
    const value = usePrevious ? previous[name] : (one?.ParameterValue ?? declaration.Default)
    if (value === undefined) {
      missing.push(name)
      continue
    }
    values[name] = Array.isArray(value) ? value.join(',') : String(value)
    checkValue(name, values[name], declaration)
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`)
  return values
}

/** The value as Ref gives it: a list type becomes a list. */
export function parameterValue(declaration: ParameterDeclaration, value: string): string | string[] {
  const isList = declaration.Type === 'CommaDelimitedList' || declaration.Type.startsWith('List<')
  return isList ? value.split(',').map((item) => item.trim()) : value
}
