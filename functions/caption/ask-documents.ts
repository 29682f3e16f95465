// Questions about many documents, as few requests as it takes. A batch answers even where single documents fail: those are
// asked once more by themselves, and named when they fail again.
import { LANGUAGE_NOT_READ, type DocumentAnswer } from '../../lib/aws/comprehend.ts'
import { inBatches, type CaptionChunk } from '../../lib/captions/chunk.ts'
import type { Reason } from '../../schemas/generated/types.ts'

export interface Answered<T> {
  chunk: CaptionChunk
  found: T
}

export interface Answers<T> {
  answered: Answered<T>[]
  /** What of the film was not understood, though it could have been. */
  unread: Reason[]
  /** What is not read at all. */
  notes: Reason[]
}

export interface Question<T> {
  /** For people: what the documents are asked for. */
  what: string
  ask: (texts: string[]) => Promise<DocumentAnswer<T>[]>
}

const ROUNDS = 3

async function askOnce<T>(batches: CaptionChunk[][], { ask }: Question<T>) {
  const answered: Answered<T>[] = []
  const failed: { chunk: CaptionChunk; errorCode: string }[] = []
  for (const batch of batches) {
    const answers = await ask(batch.map(({ text }) => text))
    for (const [index, chunk] of batch.entries()) {
      const said = answers[index] ?? { errorCode: 'NO_ANSWER' }
      if ('answer' in said) answered.push({ chunk, found: said.answer })
      else failed.push({ chunk, errorCode: said.errorCode })
    }
  }
  return { answered, failed }
}

/** Answers come in the order of the film. */
export async function askDocuments<T>(batches: CaptionChunk[][], question: Question<T>): Promise<Answers<T>> {
  const most = batches[0]?.length ?? 1
  const answered: Answered<T>[] = []
  let open = batches.filter((batch) => batch.length > 0)
  let failed: Awaited<ReturnType<typeof askOnce<T>>>['failed'] = []
  for (let round = 1; round <= ROUNDS && open.length > 0; round++) {
    const outcome = await askOnce(open, question)
    answered.push(...outcome.answered)
    failed = outcome.failed
    if (failed.some(({ errorCode }) => errorCode === LANGUAGE_NOT_READ)) {
      const message = `${question.what}: the service does not read the language here.`
      return { answered, unread: [], notes: [{ code: 'language-not-read', message }] }
    }
    open = inBatches(
      failed.map(({ chunk }) => chunk),
      most,
    )
  }
  const unread = failed.map(({ chunk, errorCode }) => ({
    code: 'captions-not-understood',
    message: `${question.what} of a part of the captions could not be read (${errorCode}), from ${chunk.startMs} to ${chunk.endMs} ms.`,
  }))
  return { answered: answered.toSorted((a, b) => a.chunk.startMs - b.chunk.startMs), unread, notes: [] }
}
