// Who speaks, as the markup of a cue names them. These are no words of the cue, but players show them all the same.
import type { Cue } from '../../schemas/generated/types.ts'
import { decodeReferences, escapeCueText } from './cue-text.ts'

/** Markup is written by us: the name is escaped. */
const VOICE = /<v ([^>]*)>/g

export const voicesIn = ({ markup = '' }: Pick<Cue, 'markup'>): string[] => [
  ...new Set(Array.from(markup.matchAll(VOICE), ([, name = '']) => decodeReferences(name))),
]

/** Every name as a cue of its own, with the time of the first one that has it: to be read as words are. */
export function voiceCues(cues: Cue[]): Cue[] {
  const first = new Map<string, Cue>()
  for (const cue of cues) {
    const { startMs, endMs } = cue
    for (const text of voicesIn(cue)) if (!first.has(text)) first.set(text, { startMs, endMs, text })
  }
  return [...first.values()]
}

/** @param names what is written instead of them; the others stay */
export function renameVoices(cues: Cue[], names: ReadonlyMap<string, string>): Cue[] {
  if (names.size === 0) return cues
  const rename = (tag: string, name: string) => {
    const other = names.get(decodeReferences(name))
    return other === undefined ? tag : `<v ${escapeCueText(other)}>`
  }
  return cues.map((cue) =>
    cue.markup === undefined ? cue : { ...cue, markup: cue.markup.replace(VOICE, rename) },
  )
}
