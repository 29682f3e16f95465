import type { AuditTrail } from '../../schemas/generated/types.ts'
import { shorten } from '../show/measures.ts'
import { plain, styled } from '../terminal.ts'

type Entry = AuditTrail['entries'][number]

const LONGEST_REASON = 200

function actText({ act, decision }: Entry): string {
  if (decision === undefined) return act
  return act === 'decided' ? `decided: ${decision}` : `${act}: ${decision}`
}

/** One act a line, the oldest first. */
export function auditText({ entries }: AuditTrail): string {
  const names = entries.map(({ by }) => plain(by))
  const acts = entries.map(actText)
  const width = (texts: string[]) => Math.max(...texts.map((one) => [...one].length))
  const [nameWidth, actWidth] = [width(['BY', ...names]), width(['ACT', ...acts])]
  const pad = (one: string, wide: number) => one + ' '.repeat(Math.max(0, wide - [...one].length))
  const row = ([when = '', by = '', act = '', why = '']: string[]) =>
    [when.padEnd(19), pad(by, nameWidth), pad(act, actWidth), why].join('  ').trimEnd()
  const lines = entries.map(({ at, reason = '' }, index) =>
    row([
      at.slice(0, 19).replace('T', ' '),
      names[index] ?? '',
      acts[index] ?? '',
      shorten(plain(reason), LONGEST_REASON),
    ]),
  )
  return [styled('dim', row(['AT (UTC)', 'BY', 'ACT', 'REASON'])), ...lines].join('\n')
}
