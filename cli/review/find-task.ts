import type { ReviewSummary } from '../../schemas/generated/types.ts'
import { CommandError } from '../errors.ts'
import type { Api } from './api.ts'

const WHOLE_ID = /^[0-9a-f]{32}-r\d+-(escalated|appeal-\d+)$/

/** So many tasks of a state are looked through; beyond them whole ids are needed. */
const MOST_TASKS = 2000

async function idsBeginning(prefix: string, states: ReviewSummary['state'][], api: Pick<Api, 'list'>) {
  const ids = new Set<string>()
  for (const state of states) {
    for await (const { taskId } of api.list({ state, limit: MOST_TASKS })) {
      if (taskId.startsWith(prefix)) ids.add(taskId)
    }
  }
  return [...ids]
}

/**
 * The id of a task by its beginning. What waits comes before what is over: of an asset that is reviewed once more, the
 * task that is meant is the new one.
 *
 * @throws CommandError when none or more than one begins so
 */
export async function findTaskId(idOrPrefix: string, api: Pick<Api, 'list'>): Promise<string> {
  if (WHOLE_ID.test(idOrPrefix)) return idOrPrefix
  const waiting = await idsBeginning(idOrPrefix, ['open', 'claimed'], api)
  const ids = waiting.length > 0 ? waiting : await idsBeginning(idOrPrefix, ['decided', 'expired'], api)
  const [id, ...others] = ids
  if (id === undefined)
    throw new CommandError(
      `No review task begins with ${idOrPrefix}.`,
      '`reelgate review list` shows what waits.',
    )
  if (others.length > 0)
    throw new CommandError(`More than one review task begins with ${idOrPrefix}:`, ids.join('\n'))
  return id
}
