import type { Asset } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'
import { outcomeText } from './asset.ts'
import { shorten } from './measures.ts'

const NAME_WIDTH = 44
const ID_WIDTH = 10
const OUTCOME_WIDTH = 14

/** One line: the beginning of the id that `asset` takes, when it came, how it ended, and what it is called. */
function row(asset: Asset): string {
  const name = asset.title ? `${plain(asset.title)} (${plain(asset.source.key)})` : plain(asset.source.key)
  const outcome = outcomeText(asset)
  // Padding counts what is seen: the colours take no room.
  const seen = asset.outcome ? asset.outcome.length + 2 : '… under way'.length
  const when = asset.registeredAt.slice(0, 16).replace('T', ' ')
  const id = asset.assetId.slice(0, ID_WIDTH)
  return `${id}  ${when}  ${outcome}${' '.repeat(Math.max(0, OUTCOME_WIDTH - seen))}  ${shorten(name, NAME_WIDTH)}`
}

export function assetTable(assets: Asset[]): string {
  const head = ['ID'.padEnd(ID_WIDTH), 'REGISTERED (UTC)', 'OUTCOME'.padEnd(OUTCOME_WIDTH), 'NAME'].join('  ')
  return [styled('dim', head), ...assets.map(row)].join('\n')
}
