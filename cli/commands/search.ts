// The command `search`: asks in the name of who is signed in; or asks for the index to be made anew, by whoever runs
// the stack.
import type { SearchHit } from '../../schemas/generated/types.ts'
import { requestRebuild } from '../aws/search-rebuild.ts'
import { UsageError } from '../errors.ts'
import { withApi } from '../people/api-session.ts'
import type { Api } from '../review/api.ts'
import { withSession } from '../session.ts'
import { hitText } from '../show/hits.ts'
import type { TargetOptions } from '../target.ts'
import { note, print } from '../terminal.ts'

export type SearchOptions = TargetOptions & { limit: number; rebuild: boolean }

async function rebuild(options: SearchOptions): Promise<number> {
  await withSession(options, ({ target, stack }) => requestRebuild(target, stack.eventBusName))
  if (options.json) print(JSON.stringify({ requested: true }))
  else print('The index is being made anew; meanwhile the old one answers.')
  return 0
}

async function collect(api: Api, q: string, limit: number) {
  const hits: SearchHit[] = []
  let isWhole = true
  for await (const page of api.search(q, limit)) {
    hits.push(...page.hits)
    isWhole &&= page.isWhole
  }
  return { hits, isWhole }
}

export async function search(words: string[], options: SearchOptions): Promise<number> {
  const q = words.join(' ')
  if (options.rebuild) {
    if (q !== '') throw new UsageError('--rebuild takes no words: it makes the whole index anew.')
    return rebuild(options)
  }
  if (q.trim() === '')
    throw new UsageError('Say what to look for, for instance: reelgate search "seoul station"')
  return withApi(options, async ({ api }) => {
    const { hits, isWhole } = await collect(api, q, options.limit)
    if (options.json) hits.forEach((hit) => print(JSON.stringify(hit)))
    else print(hits.length > 0 ? hits.map(hitText).join('\n\n') : 'Nothing is found.')
    if (!isWhole) note('The words are so common that not all assets were looked at; another word helps.')
    return 0
  })
}
