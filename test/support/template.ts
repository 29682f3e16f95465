// The compiled CloudFormation template as the laws read it.

export interface Resource {
  Type: string
  DeletionPolicy?: string
  Properties: Record<string, unknown>
}

export interface Template {
  Resources: Record<string, Resource>
}

export interface NamedResource extends Resource {
  id: string
}

export interface Statement {
  /** The resource whose policy it stands in. */
  id: string
  Effect: string
  Principal?: { Service?: string | string[] } | '*'
  Action: string | string[]
  Resource?: unknown
  Condition?: Record<string, Record<string, unknown>>
}

export const listOf = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

export const resourcesOf = (template: Template, type: string): NamedResource[] =>
  Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ id, ...resource, Properties: resource.Properties ?? {} }))

/** `Ref` and `Fn::GetAtt` name another resource of the template. */
export function referredId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { Ref, 'Fn::GetAtt': getAtt } = value as { Ref?: string; 'Fn::GetAtt'?: string | [string, string] }
  return Ref ?? (typeof getAtt === 'string' ? getAtt.split('.')[0] : getAtt?.[0])
}

interface PolicyDocument {
  Statement: Statement | Statement[]
}

const statementsIn = (id: string, document: unknown): Statement[] =>
  listOf((document as PolicyDocument | undefined)?.Statement).map((statement) => ({ ...statement, id }))

/** What roles may do. */
export const permissions = (template: Template): Statement[] =>
  resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id, Properties }) =>
    ((Properties['Policies'] ?? []) as { PolicyDocument: PolicyDocument }[]).flatMap(({ PolicyDocument }) =>
      statementsIn(id, PolicyDocument),
    ),
  )

/** Who may take a role on. */
export const trusts = (template: Template): Statement[] =>
  resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id, Properties }) =>
    statementsIn(id, Properties['AssumeRolePolicyDocument']),
  )

/** The policy of a key, which stands in the key itself. */
export const keyPolicies = (template: Template): Statement[] =>
  resourcesOf(template, 'AWS::KMS::Key').flatMap(({ id, Properties }) =>
    statementsIn(id, Properties['KeyPolicy']),
  )

const policiesOfType = (template: Template, type: string): Statement[] =>
  resourcesOf(template, type).flatMap(({ id, Properties }) => statementsIn(id, Properties['PolicyDocument']))

export const bucketPolicies = (template: Template): Statement[] =>
  policiesOfType(template, 'AWS::S3::BucketPolicy')

/** What a resource lets others do to it. */
export const resourcePolicies = (template: Template): Statement[] => [
  ...bucketPolicies(template),
  ...policiesOfType(template, 'AWS::SQS::QueuePolicy'),
  ...policiesOfType(template, 'AWS::SNS::TopicPolicy'),
  ...keyPolicies(template),
]

/** Whether a value, for instance the Resource of a statement, speaks of another resource of the template. */
export const mentions = (value: unknown, id: string): boolean => {
  const text = JSON.stringify(value) ?? ''
  return [`"Ref":"${id}"`, `"Fn::GetAtt":["${id}",`, `"\${${id}}`, `\${${id}.`].some((one) =>
    text.includes(one),
  )
}

export const servicesOf = ({ Principal }: Statement): string[] =>
  Principal === '*' || Principal === undefined ? [] : listOf(Principal.Service)
