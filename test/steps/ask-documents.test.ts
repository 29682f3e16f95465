import { describe, expect, test } from '@jest/globals'
import { askDocuments } from '../../functions/caption/ask-documents.ts'
import { LANGUAGE_NOT_READ, type DocumentAnswer } from '../../lib/aws/comprehend.ts'
import { chunkCues, inBatches } from '../../lib/captions/chunk.ts'
import { ThrottledError } from '../../lib/errors.ts'

/** Documents `word 0`, `word 1`, ... of a second each, two a request. */
const batchesOf = (count: number, most = 2) => {
  const cues = Array.from({ length: count }, (_, index) => ({
    startMs: index * 1000,
    endMs: index * 1000 + 900,
    text: `word ${index}`,
  }))
  return inBatches(chunkCues(cues, { maxBytes: 6 }), most)
}

/** Answers with the text itself, but for documents that fail for so many times. */
function serviceThat(failures: Record<string, number>, errorCode = 'INTERNAL_SERVER_ERROR') {
  const asked: string[][] = []
  const left = { ...failures }
  const ask = (texts: string[]): Promise<DocumentAnswer<string>[]> => {
    asked.push(texts)
    return Promise.resolve(
      texts.map((text) => {
        const fails = (left[text] ?? 0) > 0
        if (fails) left[text]!--
        return fails ? { errorCode, errorMessage: 'no' } : { answer: text }
      }),
    )
  }
  return { asked, ask }
}

describe('questions about many documents', () => {
  test('are asked in the requests that were planned, each once', async () => {
    const { asked, ask } = serviceThat({})
    const { answered, unread, notes } = await askDocuments(batchesOf(5), { what: 'The mood', ask })
    expect(asked).toEqual([['word 0', 'word 1'], ['word 2', 'word 3'], ['word 4']])
    expect(answered.map(({ found }) => found)).toEqual(['word 0', 'word 1', 'word 2', 'word 3', 'word 4'])
    expect([unread, notes]).toEqual([[], []])
  })

  test('are asked again of those alone that failed, together, and answered in the order of the film', async () => {
    const { asked, ask } = serviceThat({ 'word 0': 1, 'word 3': 2 })
    const { answered, unread } = await askDocuments(batchesOf(4), { what: 'The mood', ask })
    expect(asked.slice(2)).toEqual([['word 0', 'word 3'], ['word 3']])
    expect(answered.map(({ chunk }) => chunk.startMs)).toEqual([0, 1000, 2000, 3000])
    expect(unread).toEqual([])
  })

  test('are given up after three times, and it is said of which part of the film', async () => {
    const { asked, ask } = serviceThat({ 'word 1': 9 })
    const { answered, unread } = await askDocuments(batchesOf(3), { what: 'The mood', ask })
    expect(asked).toEqual([['word 0', 'word 1'], ['word 2'], ['word 1'], ['word 1']])
    expect(answered.map(({ found }) => found)).toEqual(['word 0', 'word 2'])
    expect(unread).toEqual([
      {
        code: 'captions-not-understood',
        message:
          'The mood of a part of the captions could not be read (INTERNAL_SERVER_ERROR), from 1000 to 1900 ms.',
      },
    ])
  })

  test('are not asked again in a language that is not read: that is a note, and nothing is unread', async () => {
    const { asked, ask } = serviceThat({ 'word 0': 9, 'word 1': 9 }, LANGUAGE_NOT_READ)
    const { unread, notes } = await askDocuments(batchesOf(2), { what: 'Names', ask })
    expect(asked).toHaveLength(1)
    expect(unread).toEqual([])
    expect(notes).toEqual([
      { code: 'language-not-read', message: 'Names: the service does not read the language here.' },
    ])
  })

  test('count a document of which the service says nothing as failed', async () => {
    const { unread } = await askDocuments(batchesOf(1), { what: 'Names', ask: () => Promise.resolve([]) })
    expect(unread[0]?.message).toContain('(NO_ANSWER)')
  })

  test('are not asked at all without documents', async () => {
    const { asked, ask } = serviceThat({})
    expect(await askDocuments([[]], { what: 'Names', ask })).toEqual({ answered: [], unread: [], notes: [] })
    expect(asked).toEqual([])
  })

  test('pass on that the service is too busy', async () => {
    const ask = () => Promise.reject(new ThrottledError('slow down'))
    await expect(askDocuments(batchesOf(1), { what: 'Names', ask })).rejects.toMatchObject({
      name: 'ThrottledError',
    })
  })
})
