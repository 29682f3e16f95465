// Names of voices stand in the markup that we write; every one of them is found there, and written back as it was.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cleanMarkup } from '../../../lib/captions/markup.ts'
import { renameVoices, voiceCues, voicesIn } from '../../../lib/captions/voices.ts'

const aCue = (startMs: number, payload: string) => ({ startMs, endMs: startMs + 10, ...cleanMarkup(payload) })

test('a name that stands in several cues is read once, with the time of the first', () => {
  const cues = [aCue(0, 'Nobody.'), aCue(20, '<v.loud Esme & Co>Hi <v B>Ho'), aCue(40, '<v Esme &amp; Co>Hi')]
  expect(voiceCues(cues)).toEqual([
    { startMs: 20, endMs: 30, text: 'Esme & Co' },
    { startMs: 20, endMs: 30, text: 'B' },
  ])
})

test('only the names that are asked for get another one, escaped', () => {
  const cues = [aCue(0, '<v A>Hi'), aCue(20, '<v B>Ho'), aCue(40, 'plain')]
  const renamed = renameVoices(cues, new Map([['A', '<x>']]))
  expect(renamed.map(({ markup }) => markup)).toEqual(['<v &lt;x&gt;>Hi</v>', '<v B>Ho</v>', undefined])
})

test('whatever stands in a tag: what is found is what would be shown, and nothing of it is left when it is renamed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (name) => {
      const cue = aCue(0, `<v ${name}>Hi`)
      const names = voicesIn(cue)
      expect(names.length).toBe(cue.markup?.match(/<v /g)?.length ?? 0)
      const [renamed] = renameVoices([cue], new Map(names.map((one) => [one, 'someone'])))
      expect(voicesIn(renamed!)).toEqual(names.map(() => 'someone'))
    }),
  )
})
