import type { GlobalSecondaryIndexUpdate } from '@aws-sdk/client-dynamodb'
import { isDeepStrictEqual } from 'node:util'
import { validationError } from '../errors.ts'
import type { Properties } from './provider.ts'

/** One update per index: those that go, those that come. An index that changes its keys must get a new name. */
export function indexUpdates(wanted: Properties[], before: Properties[]): GlobalSecondaryIndexUpdate[] {
  const find = (indexes: Properties[], name: string) => indexes.find((index) => index['IndexName'] === name)
  const updates: GlobalSecondaryIndexUpdate[] = before
    .filter((index) => !find(wanted, index['IndexName']))
    .map((index) => ({ Delete: { IndexName: index['IndexName'] } }))
  for (const index of wanted) {
    const old = find(before, index['IndexName'])
    if (!old) {
      updates.push({ Create: index as NonNullable<GlobalSecondaryIndexUpdate['Create']> })
    } else if (
      !isDeepStrictEqual([old['KeySchema'], old['Projection']], [index['KeySchema'], index['Projection']])
    ) {
      throw validationError(
        `Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name. (${index['IndexName']})`,
      )
    } else if (!isDeepStrictEqual(old, index)) {
      const { IndexName, ProvisionedThroughput } = index as {
        IndexName: string
        ProvisionedThroughput: never
      }
      updates.push({ Update: { IndexName, ProvisionedThroughput } })
    }
  }
  return updates
}
