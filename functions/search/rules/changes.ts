// From the entries that an asset has in the index to those that it is to have.
import { keyNamed, nameOf, type Posting, type PostingKey } from './postings.ts'

/** Entries that lie in the index, by their names; the value is their tracks. */
export type Written = Map<string, string>

export interface Changes {
  puts: Posting[]
  deletes: PostingKey[]
  /** Whatever may lie in the index while the changes are made. */
  meanwhile: Written
  /** What lies there afterwards. */
  after: Written
}

/** @param isSure whether what `written` says was written; else everything is written anew */
export function planChanges(written: Written, wanted: Posting[], isSure: boolean): Changes {
  const after: Written = new Map(wanted.map((one) => [nameOf(one), (one.tracks ?? []).join(',')]))
  const puts = wanted.filter((one) => !isSure || written.get(nameOf(one)) !== after.get(nameOf(one)))
  const deletes = [...written.keys()].filter((key) => !after.has(key)).map(keyNamed)
  return { puts, deletes, meanwhile: new Map([...written, ...after]), after }
}

/** One line an entry. Sorted, so that it packs well. */
export const writtenText = (written: Written): string =>
  [...written]
    .map(([name, tracks]) => `${name}\t${tracks}`)
    .sort()
    .join('\n')

export const readWritten = (text: string): Written =>
  new Map(
    text.split('\n').map((line) => {
      const [name = '', tracks = ''] = line.split('\t')
      return [name, tracks]
    }),
  )
