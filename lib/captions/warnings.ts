// What is amiss with a caption file, told to who made it; a file that is broken throughout does not fill the record.
import type { CaptionWarning } from '../../schemas/generated/types.ts'

const MOST_OF_A_KIND = 5

export interface WarningLog {
  warn: (code: string, message: string, line?: number) => void
  /** The first ones of every kind, then how many more there are. */
  list: () => CaptionWarning[]
}

export function warningLog(): WarningLog {
  const kinds = new Map<string, CaptionWarning[]>()
  const rest = new Map<string, number>()
  const describeRest = (code: string): CaptionWarning[] => {
    const more = rest.get(code)
    return more === undefined ? [] : [{ code, message: `There are ${more} more of this kind.` }]
  }
  return {
    warn: (code, message, line) => {
      const same = kinds.get(code) ?? []
      kinds.set(code, same)
      if (same.length < MOST_OF_A_KIND) same.push({ code, message, ...(line !== undefined && { line }) })
      else rest.set(code, (rest.get(code) ?? 0) + 1)
    },
    list: () => [...kinds].flatMap(([code, same]) => [...same, ...describeRest(code)]),
  }
}
