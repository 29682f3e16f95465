import { describe, expect, test } from '@jest/globals'
import { understand } from '../../functions/caption/understand.ts'
import type { ComprehendServices } from '../../lib/aws/comprehend.ts'
import { readCaptions } from '../../lib/captions/read-captions.ts'
import { InvalidInputError, ThrottledError } from '../../lib/errors.ts'
import type { Cue } from '../../schemas/generated/types.ts'
import { memoryComprehend, type Asked } from '../support/caption-world.ts'
import { ASSET_ID } from '../support/records.ts'
import { readProjectFile } from '../support/source-files.ts'

const facts = (cues: Cue[], trackId = 'en') => ({
  ...{ assetId: ASSET_ID, revision: 0, trackId, cues },
  durationMs: cues.at(-1)?.endMs ?? 1000,
})

const dream = (language: string) =>
  readCaptions(Buffer.from(readProjectFile(`test/fixtures/captions/elephants-dream.${language}.vtt`)), {
    fileName: `elephants-dream.${language}.vtt`,
  }).cues

const film = (words: string, count: number): Cue[] =>
  Array.from({ length: count }, (_, index) => ({
    startMs: index * 2160,
    endMs: index * 2160 + 2000,
    text: `${words} ${index}`,
  }))

const said = (...lines: string[]): Cue[] =>
  lines.map((text, index) => ({ startMs: index * 1000, endMs: index * 1000 + 900, text }))

const count = (asked: Asked) => Object.values(asked).map((requests) => requests.length)

async function ask(cues: Cue[], named?: string, changes: Partial<ComprehendServices> = {}) {
  const { asked, services } = memoryComprehend()
  const understood = await understand(facts(cues), { named, stated: undefined }, { ...services, ...changes })
  return { asked, ...understood }
}

describe('what a track says is asked in few requests', () => {
  test('for the English captions of Elephants Dream: six, one for each question', async () => {
    const cues = dream('en')
    const { asked, insights } = await ask(cues, 'en')
    expect(cues.length).toBeGreaterThan(60)
    expect(count(asked)).toEqual([1, 1, 1, 1, 1, 1])
    expect(insights.entities.map(({ text }) => text)).toEqual(expect.arrayContaining(['Proog', 'Emo']))
  })

  test('for 5,000 cues: as many as their bytes and characters need, and no more', async () => {
    const words = 'It has been three hours since the ship left the harbour,\nand nobody came.'
    const { asked } = await ask(film(words, 5000), 'en')
    expect(count(asked)).toEqual([1, 34, 4, 4, 4, 42])
  })

  test('for a language that is not read: one, to know the language', async () => {
    let requests = 0
    const answer = [{ language: 'sv', score: 0.99 }]
    const detectLanguages = (texts: string[]) => {
      requests++
      return Promise.resolve(texts.map(() => ({ answer })))
    }
    const { asked, insights, unread } = await ask(dream('sv'), 'sv', { detectLanguages })
    expect([requests, ...count(asked).slice(1)]).toEqual([1, 0, 0, 0, 0, 0])
    expect(insights.notes.map(({ code }) => code)).toEqual([
      'language-not-read',
      'pii-not-read',
      'toxicity-not-read',
    ])
    expect([insights.summary.language, unread]).toEqual(['sv', []])
  })

  test('for a track without words: none', async () => {
    const { asked, insights } = await ask([], 'en')
    expect(count(asked)).toEqual([0, 0, 0, 0, 0, 0])
    expect(insights.summary).toMatchObject({ language: 'und', isToxic: false })
  })

  test('for a threat among many lines: its segment is looked at line by line, and the line is named', async () => {
    const lines = [...film('A calm sea and a quiet ship.', 60)]
    lines[30] = { ...lines[30]!, text: 'I will kill you.' }
    const { asked, findings } = await ask(lines, 'en')
    const closer = asked.detectToxicity.slice(1).flat()
    expect(closer).toContain('I will kill you.')
    expect(closer.length).toBeLessThan(lines.length)
    expect(findings).toMatchObject([
      {
        findingId: 'captions:en/toxicity/violence-or-threat',
        timeRanges: [{ startMs: lines[30].startMs, endMs: lines[30].endMs }],
      },
    ])
  })

  test('a language that people name wrongly is read as what it is, and they are told', async () => {
    const { insights, warnings } = await ask(said('배가 항구를 떠났습니다.', '아무도 오지 않았어요.'), 'en')
    expect(warnings.map(({ code }) => code)).toEqual(['other-language-heard'])
    expect(insights.notes.map(({ code }) => code)).toContain('toxicity-not-read')
  })
})

describe('the names of voices', () => {
  const spoken = (...names: string[]): Cue[] =>
    said(...names.map((_, index) => `The sea is calm, ${index}.`)).map((cue, index) => ({
      ...cue,
      markup: `<v ${names[index]}>${cue.text}</v>`,
    }))

  test('are judged as words are, for players show them', async () => {
    const cues = spoken('Emo', 'I will kill you.', 'Emo')
    const { findings } = await ask(cues, 'en')
    expect(findings).toMatchObject([
      {
        category: 'toxicity',
        timeRanges: [{ startMs: 1000, endMs: 1900 }],
        evidence: [{ text: 'I will kill you.' }],
      },
    ])
  })

  test('are masked wherever they stand, and the words stay', async () => {
    const cues = spoken('emo@dream.example', 'Proog', 'emo@dream.example')
    const { maskedCues, findings } = await ask(cues, 'en')
    expect(findings.map(({ label }) => label)).toContain('EMAIL')
    expect(JSON.stringify([maskedCues, findings])).not.toContain('emo@')
    expect(maskedCues.map(({ text }) => text)).toEqual(cues.map(({ text }) => text))
    expect(maskedCues[2]!.markup).toBe('<v *****************>The sea is calm, 2.</v>')
  })

  test('cost no request of their own, and say nothing of the mood', async () => {
    const { asked, insights } = await ask(spoken('Emo', 'Proog'), 'en')
    expect(count(asked)).toEqual(
      count((await ask(said('The sea is calm, 0.', 'The sea is calm, 1.'), 'en')).asked),
    )
    expect(insights.sentiment).toMatchObject([{ startMs: 0, endMs: 1900 }])
  })
})

describe('the name of a track', () => {
  const named = async (name: string) => {
    const { services } = memoryComprehend()
    const stated = { named: 'en', stated: undefined, name }
    return understand(facts(said('The sea is calm.', 'Goodbye.')), stated, services)
  }

  test('is judged as words are: it stands in the menu of every player', async () => {
    expect((await named('I will kill you.')).findings).toMatchObject([
      {
        category: 'toxicity',
        timeRanges: [{ startMs: 0, endMs: 900 }],
        evidence: [{ text: 'I will kill you.' }],
      },
    ])
  })

  test('is masked where it is personal data, and stays where it is not', async () => {
    expect((await named('Ask emo@dream.example')).maskedName).toBe('Ask *****************')
    expect((await named('English')).maskedName).toBe('English')
  })
})

describe('personal data', () => {
  test('are masked in cues and in evidence, and never stand in the insights', async () => {
    const cues = said('Write to emo@dream.example today.', 'Goodbye.')
    const { insights, maskedCues, findings } = await ask(cues, 'en')
    expect(insights.pii).toMatchObject([{ type: 'EMAIL', count: 1, mentions: [{ startMs: 0, endMs: 900 }] }])
    expect(JSON.stringify([insights, findings, maskedCues])).not.toContain('emo@dream.example')
    expect(maskedCues[1]).toBe(cues[1])
  })

  test('are found by our own rules where the service does not read the language', async () => {
    const { insights } = await ask(said('제 번호는 010-1234-5678 입니다.'), 'ko')
    expect(insights.pii.map(({ type }) => type)).toEqual(['PHONE'])
    expect(insights.notes.map(({ code }) => code)).toContain('pii-not-read')
  })

  test('are not asked for where the region does not read the language, which is noted once', async () => {
    const detectPii = () => Promise.resolve(undefined)
    const { insights, unread } = await ask(said('Call 010-1234-5678 now.'), 'en', { detectPii })
    expect(insights.pii.map(({ type }) => type)).toEqual(['PHONE'])
    expect(insights.notes.map(({ code }) => code)).toEqual(['pii-not-read'])
    expect(unread).toEqual([])
  })
})

describe('toxicity', () => {
  test('is asked once where the region does not read the language, and noted; our own rules find the rest', async () => {
    let requests = 0
    const detectToxicity = () => {
      requests++
      return Promise.resolve(undefined)
    }
    const { insights, findings, unread } = await ask(
      [...film('I will kill you.', 900), ...said('씨발')],
      'en',
      {
        detectToxicity,
      },
    )
    expect(requests).toBe(1)
    expect(insights.notes.map(({ code }) => code)).toEqual(['toxicity-not-read'])
    expect(findings.map(({ category }) => category)).toEqual(['profanity'])
    expect(unread).toEqual([])
  })
})

describe('when the service', () => {
  test('fails on a document again and again, then the rest is understood and somebody is told', async () => {
    const detectSentiments = (texts: string[]) =>
      Promise.resolve(texts.map(() => ({ errorCode: 'INTERNAL_SERVER_ERROR', errorMessage: 'no' })))
    const { insights, unread } = await ask(said('Emo is afraid of the machine.'), 'en', { detectSentiments })
    expect(unread.map(({ code }) => code)).toEqual(['captions-not-understood'])
    expect(insights.notes).toEqual(unread)
    expect(insights.summary).not.toHaveProperty('sentiment')
    expect(insights.keyPhrases.map(({ text }) => text)).toEqual(['the machine'])
  })

  test.each(['detectLanguages', 'detectSentiments', 'detectPii', 'detectToxicity'] as const)(
    'is too busy for %s, then the state hears so and asks later',
    async (question) => {
      const busy = { [question]: () => Promise.reject(new ThrottledError('slow down')) }
      await expect(ask(said('Hello.'), 'en', busy)).rejects.toMatchObject({ name: 'ThrottledError' })
    },
  )

  test('refuses a question for another reason than its language, then that is no note', async () => {
    const detectToxicity = () => Promise.reject(new InvalidInputError('too many segments'))
    await expect(ask(said('Hello.'), 'en', { detectToxicity })).rejects.toMatchObject({
      name: 'InvalidInputError',
    })
  })
})
