// What a resource's own policy lets an AWS service do: the half of authorisation that no role carries, for instance
// the `lambda:InvokeFunction` permission a rule needs. Only service principals are judged here.

interface Statement {
  Effect?: string
  Principal?: string | Record<string, string | string[]>
  Action?: string | string[]
  Resource?: string | string[]
  Condition?: Record<string, Record<string, string | string[]>>
}

export interface ServiceRequest {
  /** For instance `events.amazonaws.com`. */
  principal: string
  /** For instance `sqs:SendMessage`. */
  action: string
  /** Where a policy speaks of parts of what it belongs to, for instance the objects of a bucket. */
  resource?: string
  sourceArn?: string
  accountId: string
}

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

function globMatches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(value)
}

const principalMatches = (principal: Statement['Principal'], wanted: string) =>
  principal === '*' ||
  (typeof principal === 'object' &&
    [...list(principal['Service']), ...list(principal['AWS'])].some((one) => one === '*' || one === wanted))

const actionMatches = (actions: Statement['Action'], wanted: string) =>
  list(actions).some((one) => globMatches(one.toLowerCase(), wanted.toLowerCase()))

const resourceMatches = (resources: Statement['Resource'], wanted: string | undefined) =>
  wanted === undefined || list(resources).some((one) => globMatches(one, wanted))

function conditionHolds(condition: NonNullable<Statement['Condition']>, request: ServiceRequest): boolean {
  const keys: Record<string, string | undefined> = {
    'aws:sourcearn': request.sourceArn,
    'aws:sourceaccount': request.accountId,
  }
  return Object.entries(condition).every(([operator, wants]) =>
    Object.entries(wants).every(([key, wanted]) => {
      const actual = keys[key.toLowerCase()]
      if (actual === undefined) return operator.endsWith('IfExists')
      const name = operator.replace('IfExists', '')
      if (name === 'StringEquals') return list(wanted).includes(actual)
      return (
        ['ArnLike', 'ArnEquals', 'StringLike'].includes(name) &&
        list(wanted).some((one) => globMatches(one, actual))
      )
    }),
  )
}

/** True when a statement of `policyJson` allows the request and none denies it. A condition not known here never holds. */
export function policyAllowsService(policyJson: string | undefined, request: ServiceRequest): boolean {
  if (!policyJson) return false
  const statements = list(
    (JSON.parse(policyJson) as { Statement?: Statement | Statement[] }).Statement,
  ).filter(
    (one) =>
      principalMatches(one.Principal, request.principal) &&
      actionMatches(one.Action, request.action) &&
      resourceMatches(one.Resource, request.resource) &&
      conditionHolds(one.Condition ?? {}, request),
  )
  return statements.some((one) => one.Effect === 'Allow') && !statements.some((one) => one.Effect === 'Deny')
}
