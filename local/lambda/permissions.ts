// The function's own policy: who may invoke it without a role of ours, for instance an EventBridge rule.
import { randomUUID } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import type { FunctionConfig } from './function-config.ts'
import { notFound, parseFunctionName } from './function-name.ts'
import type { Functions } from './functions.ts'
import type { Store } from './store.ts'

interface Policy {
  revisionId: string
  statements: { Sid: string }[]
}

interface PermissionInput {
  FunctionName: string
  Qualifier?: string
  StatementId: string
  Action: string
  Principal: string
  SourceArn?: string
  SourceAccount?: string
  PrincipalOrgID?: string
  RevisionId?: string
}

/** The policy as IAM writes it; undefined when the function (or this version of it) has none. */
export function policyDocument(store: Store, config: FunctionConfig, qualifier = '$LATEST') {
  const policy = store.setting<Policy>('policy', config.FunctionName, qualifier)
  if (!policy?.statements.length) return undefined
  return { Version: '2012-10-17', Id: 'default', Statement: policy.statements }
}

function principalOf(principal: string) {
  if (principal === '*') return '*'
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` }
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal }
}

function conditionOf(input: PermissionInput) {
  const equals = {
    ...(input.SourceAccount && { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.PrincipalOrgID && { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
  }
  const condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(input.SourceArn && { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  }
  return Object.keys(condition).length > 0 ? { Condition: condition } : {}
}

export function createPermissionOperations(functions: Functions, store: Store) {
  const load = (input: { FunctionName: string; Qualifier?: string }) => {
    const wanted = parseFunctionName(input.FunctionName, input.Qualifier)
    const config = functions.find(wanted)
    const qualifier = wanted.qualifier ?? '$LATEST'
    const policy = store.setting<Policy>('policy', config.FunctionName, qualifier) ?? {
      revisionId: '',
      statements: [],
    }
    const save = (statements: Policy['statements']) =>
      store.saveSetting(['policy', config.FunctionName, qualifier], { revisionId: randomUUID(), statements })
    return { config, qualifier, policy, save }
  }
  return {
    AddPermission(input: PermissionInput) {
      const { config, policy, save } = load(input)
      if (policy.statements.some((one) => one.Sid === input.StatementId)) {
        throw new AwsError(
          'ResourceConflictException',
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          409,
          { Type: 'User' },
        )
      }
      const statement = {
        Sid: input.StatementId,
        Effect: 'Allow',
        Principal: principalOf(input.Principal),
        Action: input.Action,
        Resource: config.FunctionArn,
        ...conditionOf(input),
      }
      save([...policy.statements, statement])
      return { Statement: JSON.stringify(statement) }
    },
    RemovePermission(input: { FunctionName: string; Qualifier?: string; StatementId: string }) {
      const { policy, save } = load(input)
      const left = policy.statements.filter((one) => one.Sid !== input.StatementId)
      if (left.length === policy.statements.length) {
        throw notFound(`Statement ${input.StatementId} is not found in resource policy.`)
      }
      save(left)
    },
    GetPolicy(input: { FunctionName: string; Qualifier?: string }) {
      const { config, qualifier, policy } = load(input)
      const document = policyDocument(store, config, qualifier)
      if (!document) throw notFound('The resource you requested does not exist.')
      return { Policy: JSON.stringify(document), RevisionId: policy.revisionId }
    },
  }
}
