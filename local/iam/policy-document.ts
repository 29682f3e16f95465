// The grammar of a policy document: what IAM refuses before it ever evaluates anything.
import { notSupported } from '../runtime/aws-error.ts'
import { isKnownOperator } from '../runtime/policy/conditions.ts'
import type { PolicyStatement } from '../runtime/policy/document.ts'
import { malformedPolicy } from './errors.ts'

/** A role's trust policy names who may assume it; an identity policy must name no principal. */
export type PolicyKind = 'identity' | 'trust'

const VERSIONS = ['2012-10-17', '2008-10-17']
const MEMBERS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
])

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTextOrTexts = (value: unknown) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'))

const texts = (value: unknown) => (Array.isArray(value) ? (value as string[]) : [value as string])

function read(text: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(text)
    if (isObject(document)) return document
  } catch {
    // Said below, as for JSON that is not an object.
  }
  throw malformedPolicy('Syntax errors in policy.')
}

function checkActions(statement: Record<string, unknown>) {
  const { Action, NotAction } = statement
  const given = [Action, NotAction].filter((one) => one !== undefined)
  if (given.length === 0) throw malformedPolicy('Policy statement must contain actions.')
  if (given.length > 1 || !isTextOrTexts(given[0])) throw malformedPolicy('Syntax errors in policy.')
  for (const action of texts(given[0])) {
    if (action === '*') continue
    if (!action.includes(':'))
      throw malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
    if (!/^[a-zA-Z0-9*-]+:[a-zA-Z0-9*?]+$/.test(action))
      throw malformedPolicy(`Action ${action} is not valid.`)
  }
}

function checkResources({ Resource, NotResource }: Record<string, unknown>) {
  const given = [Resource, NotResource].filter((one) => one !== undefined)
  if (given.length === 0) throw malformedPolicy('Policy statement must contain resources.')
  if (given.length > 1 || !isTextOrTexts(given[0])) throw malformedPolicy('Syntax errors in policy.')
  for (const resource of texts(given[0])) {
    if (resource === '*') continue
    if (!/^[^:]*[*?]|^arn:/.test(resource)) {
      throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`)
    }
    const parts = resource.split(':')
    if (resource.startsWith('arn:') && parts.length < 6 && !resource.includes('*')) {
      throw malformedPolicy(`The policy failed legacy parsing: resource ${resource} is not an ARN.`)
    }
  }
}

function checkPrincipal(statement: Record<string, unknown>, kind: PolicyKind) {
  const principal = statement['Principal'] ?? statement['NotPrincipal']
  if (kind === 'identity') {
    if (principal !== undefined) throw malformedPolicy('Policy document should not specify a principal.')
    return checkResources(statement)
  }
  if (principal === undefined) throw malformedPolicy('Missing required field Principal')
  if (principal !== '*' && !isObject(principal)) throw malformedPolicy('Invalid principal in policy.')
  if (isObject(principal) && !Object.values(principal).every(isTextOrTexts)) {
    throw malformedPolicy('Invalid principal in policy.')
  }
  if (statement['Resource'] !== undefined) throw malformedPolicy('Has prohibited field Resource')
}

function checkCondition(condition: unknown) {
  if (condition === undefined) return
  if (!isObject(condition) || !Object.values(condition).every(isObject)) {
    throw malformedPolicy('Syntax errors in policy.')
  }
  for (const operator of Object.keys(condition)) {
    if (/Binary/.test(operator)) throw notSupported('iam', `the condition operator ${operator}`)
    if (!isKnownOperator(operator)) throw malformedPolicy(`Invalid Condition type : ${operator}.`)
  }
}

function checkStatement(statement: unknown, kind: PolicyKind) {
  if (!isObject(statement)) throw malformedPolicy('Syntax errors in policy.')
  const unknown = Object.keys(statement).find((member) => !MEMBERS.has(member))
  if (unknown !== undefined) throw malformedPolicy(`Syntax errors in policy. (unknown field ${unknown})`)
  if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') {
    throw malformedPolicy('Syntax errors in policy. (Effect must be Allow or Deny)')
  }
  checkActions(statement)
  checkPrincipal(statement, kind)
  checkCondition(statement['Condition'])
}

/** Throws MalformedPolicyDocument in IAM's words; returns the text as it is to be kept. */
export function checkPolicyDocument(text: string, kind: PolicyKind): string {
  const document = read(text)
  if (document['Version'] !== undefined && !VERSIONS.includes(String(document['Version']))) {
    throw malformedPolicy('The policy must contain a valid version string.')
  }
  const statements = [document['Statement'] ?? []].flat()
  if (statements.length === 0) throw malformedPolicy('Syntax errors in policy. (Statement is missing)')
  for (const statement of statements) checkStatement(statement, kind)
  const sids = statements.flatMap((one) => (one as PolicyStatement).Sid ?? [])
  if (new Set(sids).size < sids.length) {
    throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.')
  }
  return text
}
