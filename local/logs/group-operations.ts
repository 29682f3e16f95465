// Log groups: what CloudFormation needs of AWS::Logs::LogGroup, and what `aws logs` lists.
import { rmSync } from 'node:fs'
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { logFile } from '../runtime/log-file.ts'
import type { LogGroup, Store } from './store.ts'

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]
const PAGE_SIZE = 50

export const missingGroup = () =>
  new AwsError('ResourceNotFoundException', 'The specified log group does not exist.')

/** @throws ResourceNotFoundException */
export function findGroup(store: Store, given: string): LogGroup {
  const name = groupName(given)
  const group = store.group(name)
  if (!group) throw missingGroup()
  return group
}

/** A group is given by name or by ARN, which may end in `:*`. */
export const groupName = (given: string) =>
  given.startsWith('arn:') ? given.split(':log-group:')[1]!.replace(/:\*$/, '') : given

interface GroupInput {
  logGroupName: string
}

export function createGroupOperations(context: CloudContext, store: Store) {
  const arn = (name: string) => `arn:aws:logs:${context.region}:${context.accountId}:log-group:${name}`
  const shown = (group: LogGroup) => ({
    logGroupName: group.name,
    creationTime: group.creationTime,
    ...(group.retentionInDays && { retentionInDays: group.retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn(group.name)}:*`,
    logGroupArn: arn(group.name),
    storedBytes: 0,
    logGroupClass: 'STANDARD',
  })
  const retag = (given: string, change: (tags: Record<string, string>) => Record<string, string>) => {
    const group = findGroup(store, given)
    store.saveGroup({ ...group, tags: change(group.tags) })
  }

  return {
    CreateLogGroup(input: GroupInput & { tags?: Record<string, string> }) {
      const name = input.logGroupName
      logFile(context.dataDir, name)
      if (store.group(name)?.creationTime) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
      }
      store.saveGroup({ name, creationTime: context.clock.now(), tags: input.tags ?? {} })
    },
    DeleteLogGroup(input: GroupInput) {
      const { name } = findGroup(store, input.logGroupName)
      store.deleteGroup(name)
      rmSync(logFile(context.dataDir, name), { force: true })
    },
    PutRetentionPolicy(input: GroupInput & { retentionInDays: number }) {
      if (!RETENTION_DAYS.includes(input.retentionInDays)) {
        throw new AwsError(
          'InvalidParameterException',
          `1 validation error detected: Value '${input.retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
        )
      }
      store.saveGroup({ ...findGroup(store, input.logGroupName), retentionInDays: input.retentionInDays })
    },
    DeleteRetentionPolicy(input: GroupInput) {
      const { retentionInDays: _days, ...group } = findGroup(store, input.logGroupName)
      store.saveGroup(group)
    },
    DescribeLogGroups(input: DescribeInput) {
      const prefix = input.logGroupNamePrefix ?? ''
      const all = store
        .groups()
        .filter(({ name }) => name.startsWith(prefix) && name.includes(input.logGroupNamePattern ?? ''))
      const start = Number(input.nextToken ?? 0)
      const end = start + (input.limit ?? PAGE_SIZE)
      return {
        logGroups: all.slice(start, end).map(shown),
        ...(end < all.length && { nextToken: String(end) }),
      }
    },
    TagResource: (input: { resourceArn: string; tags: Record<string, string> }) =>
      retag(input.resourceArn, (tags) => ({ ...tags, ...input.tags })),
    UntagResource: (input: { resourceArn: string; tagKeys: string[] }) =>
      retag(input.resourceArn, (tags) =>
        Object.fromEntries(Object.entries(tags).filter(([key]) => !input.tagKeys.includes(key))),
      ),
    ListTagsForResource: (input: { resourceArn: string }) => ({
      tags: findGroup(store, input.resourceArn).tags,
    }),
  }
}

interface DescribeInput {
  logGroupNamePrefix?: string
  logGroupNamePattern?: string
  nextToken?: string
  limit?: number
}
