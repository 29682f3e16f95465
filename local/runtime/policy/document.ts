// The grammar of a policy document, as the evaluation reads it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

export type OneOrMore = string | string[]

export type Principal = '*' | Partial<Record<'AWS' | 'Service' | 'Federated' | 'CanonicalUser', OneOrMore>>

export interface PolicyStatement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Principal?: Principal
  NotPrincipal?: Principal
  Action?: OneOrMore
  NotAction?: OneOrMore
  Resource?: OneOrMore
  NotResource?: OneOrMore
  Condition?: Record<string, Record<string, OneOrMore>>
}

/** One thing as a list of one, nothing as an empty list. */
export const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** The statements of a policy in their order. Throws a SyntaxError for what is no JSON. */
export const statementsOf = (policyJson: string): PolicyStatement[] =>
  listOf((JSON.parse(policyJson) as { Statement?: PolicyStatement | PolicyStatement[] }).Statement)
