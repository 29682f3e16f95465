// What the schema says of a policy, in the words of who writes one.
import type { ErrorObject } from 'ajv'
import schema from '../../schemas/entities/policy.schema.json' with { type: 'json' }
import { validatePolicy } from '../../schemas/generated/validators.mjs'
import { suggest } from './closest.ts'
import { listAlternatives, quote, type PolicyProblem } from './problem.ts'

const escapePointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')
const unescapePointer = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~')

/** The value that a JSON pointer leads to; undefined when it leads nowhere. */
function valueAt(json: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1).map(unescapePointer)
  return names.reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], json)
}

/** What is lost without a field, where it is not plain. */
const PURPOSE: Record<string, string> = {
  default: 'it says what a finding means of which no rule speaks',
  version: 'every verdict names the version that made it',
  policyId: 'job files choose a policy by it',
  whenDetectorCannotLook: 'it says what it means when nobody could look',
  verdict: 'it says what it means to reach the threshold',
  thresholds: 'without any, an empty list says that all is approved',
}

/** Every field that the schema knows anywhere, for who misspelt one. */
function fieldsOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  const { properties } = node as { properties?: object }
  return [...Object.keys(properties ?? {}), ...Object.values(node).flatMap(fieldsOf)]
}

const PATTERNS: Record<string, string> = {
  '/policyId': 'has up to 64 small letters, digits and hyphens and nothing else.',
  '/version': 'has up to 32 letters, digits, dots and hyphens and begins with a letter or a digit.',
}

/** `allowed` in words for the keyword that failed; the place is told by the pointer alone. */
function describeError({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject, json: unknown) {
  const at = (pointer: string, words: string): PolicyProblem => ({ pointer, message: words })
  switch (keyword) {
    case 'required': {
      const name = String(params['missingProperty'])
      const purpose = PURPOSE[name]
      return at(`${instancePath}/${name}`, `is missing${purpose === undefined ? '' : `: ${purpose}`}.`)
    }
    case 'additionalProperties': {
      const name = String(params['additionalProperty'])
      return at(
        `${instancePath}/${escapePointer(name)}`,
        `is not a field of a policy${suggest(name, fieldsOf(schema))}`,
      )
    }
    case 'enum': {
      const allowed = (params['allowedValues'] as string[]).map(String)
      const value = valueAt(json, instancePath)
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
      return at(
        instancePath,
        `is ${quote(text)} and must be ${listAlternatives(allowed)}${suggest(text, allowed)}`,
      )
    }
    case 'pattern':
      return at(instancePath, PATTERNS[instancePath] ?? `${message}.`)
    case 'uniqueItems':
      return at(instancePath, 'has an entry twice.')
    default:
      return at(instancePath, `${message}.`)
  }
}

/** Empty when the policy fits its schema. */
export function checkShape(json: unknown): PolicyProblem[] {
  if (validatePolicy(json)) return []
  return (validatePolicy.errors ?? []).map((error) => describeError(error, json))
}
