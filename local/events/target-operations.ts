// Targets of rules.
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import { page } from './bus-operations.ts'
import type { PageInput } from './bus-operations.ts'
import type { Target } from './records.ts'
import { findRule } from './rule-operations.ts'
import type { Store } from './store.ts'
import { targetKind } from './targets/kinds.ts'
import { checkTargetInput } from './transform.ts'

interface RuleInput {
  Rule: string
  EventBusName?: string
}

const TARGETS_PER_RULE = 5
const UNSUPPORTED = [
  'KinesisParameters',
  'RunCommandParameters',
  'EcsParameters',
  'BatchParameters',
  'HttpParameters',
  'RedshiftDataParameters',
  'SageMakerPipelineParameters',
  'AppSyncParameters',
]

function checkTarget(target: Target) {
  const kind = targetKind(target.Arn)
  if (!kind) throw notSupported('events', `the target ${target.Arn}`)
  for (const member of UNSUPPORTED) {
    if (member in target) throw notSupported('events', `${member} of a target`)
  }
  if (kind.needsRole && !target.RoleArn) {
    throw new AwsError('ValidationException', `RoleArn is required for target ${target.Arn}.`)
  }
  if (target.Arn.endsWith('.fifo') && kind.name === 'sqs' && !target.SqsParameters?.MessageGroupId) {
    throw new AwsError(
      'ValidationException',
      `Parameter(s) SqsParameters must be specified for target: ${target.Id}.`,
    )
  }
  const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: ageS } = target.RetryPolicy ?? {}
  checkBounds('maximumRetryAttempts', retries, [0, 185])
  checkBounds('maximumEventAgeInSeconds', ageS, [60, 86_400])
  checkTargetInput(target)
}

function checkBounds(name: string, value: number | undefined, [least, most]: [number, number]) {
  if (value === undefined || (value >= least && value <= most)) return
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at 'targets.1.member.retryPolicy.${name}' failed to satisfy ` +
      `constraint: Member must have value between ${least} and ${most}`,
  )
}

export function createTargetOperations(store: Store) {
  const ruleOf = (input: RuleInput) =>
    findRule(store, { Name: input.Rule, ...(input.EventBusName && { EventBusName: input.EventBusName }) })

  return {
    PutTargets(input: RuleInput & { Targets: Target[] }) {
      const rule = ruleOf(input)
      input.Targets.forEach(checkTarget)
      const ids = new Set(
        [...store.targets(rule.EventBusName, rule.Name), ...input.Targets].map(({ Id }) => Id),
      )
      if (ids.size > TARGETS_PER_RULE) {
        throw new AwsError(
          'LimitExceededException',
          'The requested resource exceeds the maximum number allowed.',
        )
      }
      for (const target of input.Targets) store.saveTarget(rule, target)
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
    RemoveTargets(input: RuleInput & { Ids: string[] }) {
      const rule = ruleOf(input)
      const known = new Set(store.targets(rule.EventBusName, rule.Name).map(({ Id }) => Id))
      const unknown = input.Ids.filter((id) => !known.has(id))
      for (const id of input.Ids) store.deleteTarget(rule, id)
      return {
        FailedEntryCount: unknown.length,
        FailedEntries: unknown.map((id) => ({
          TargetId: id,
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Rule ${rule.Name} does not have target ${id}.`,
        })),
      }
    },
    ListTargetsByRule(input: RuleInput & PageInput) {
      const rule = ruleOf(input)
      return page('Targets', store.targets(rule.EventBusName, rule.Name), input)
    },
  }
}
