import { describe, expect, test } from '@jest/globals'
import {
  onTranscriptionEvent,
  type TranscriptionEvent,
} from '../../functions/caption/on-transcription-event.ts'
import { submitTranscription } from '../../functions/caption/submit-transcription.ts'
import type { TranscriptionJob, TranscriptionOrder } from '../../lib/aws/transcribe.ts'
import { InvalidInputError, ThrottledError } from '../../lib/errors.ts'
import { logger } from '../../lib/step.ts'
import type { Job, SubmitTranscriptionInput } from '../../schemas/generated/types.ts'
import { moderationWorld } from '../support/moderation-world.ts'
import { aSource, ASSET_ID } from '../support/records.ts'

const NAME = `reelgate-test-${ASSET_ID}-r0`
const VTT = `evidence/${ASSET_ID}/r0/captions/${NAME}.vtt`
const JOB = { assetId: ASSET_ID, jobKey: 'transcribe#0' }

const anInput = (changes: Partial<SubmitTranscriptionInput> = {}): SubmitTranscriptionInput => ({
  ...{ assetId: ASSET_ID, revision: 0, source: aSource(), taskToken: 'token' },
  transcription: { timeoutSeconds: 15_000 },
  ...changes,
})

/** A ledger, a service that uses every name once, and what the states heard. */
function world() {
  const { ledger } = moderationWorld()
  const orders: TranscriptionOrder[] = []
  const jobs = new Map<string, TranscriptionJob>()
  const answers: { taskToken: string; answer: unknown }[] = []
  const services = {
    ledger,
    startTranscription: (order: TranscriptionOrder): Promise<'started' | 'exists'> => {
      if (jobs.has(order.jobName)) return Promise.resolve('exists')
      orders.push(order)
      jobs.set(order.jobName, { status: 'IN_PROGRESS' })
      return Promise.resolve('started')
    },
    readTranscription: (name: string) => Promise.resolve(jobs.get(name)!),
    answerTask: (taskToken: string, answer: unknown) => {
      answers.push({ taskToken, answer })
      return Promise.resolve(true)
    },
    now: () => Date.parse('2026-11-21T09:00:02Z'),
    settings: { stage: 'test', mediaBucket: 'media' },
    stage: 'test',
  }
  const ends = (job: TranscriptionJob) => jobs.set(NAME, job)
  const tell = (name = NAME) =>
    onTranscriptionEvent({ detail: { TranscriptionJobName: name } } as TranscriptionEvent, services)
  const submit = (changes?: Partial<SubmitTranscriptionInput>) =>
    submitTranscription.run(anInput(changes), services)
  const job = () => ledger.load(JOB) as Promise<Job>
  return { ...{ services, orders, answers, ledger, ends, tell, submit, job } }
}

const heard = (taskToken: string) => ({ taskToken, answer: { output: { key: VTT, language: 'ko-KR' } } })
const refused = (message: string) => ({
  taskToken: 'token',
  answer: { output: { reason: { code: 'not-transcribed', message } } },
})

describe('a transcription that a film asks for', () => {
  test('is started by a name of its own, writes where only reviewers look, and its state waits', async () => {
    const { submit, orders, answers, job } = world()
    await submit()
    expect(orders).toEqual([
      {
        jobName: NAME,
        source: expect.objectContaining({ bucket: 'ingest', key: 'films/holiday.mp4' }),
        output: { bucket: 'media', prefix: `evidence/${ASSET_ID}/r0/captions/` },
        languages: [],
        vocabulary: undefined,
      },
    ])
    expect(answers).toEqual([])
    expect(await job()).toMatchObject({ status: 'submitted', providerJobId: NAME, taskToken: 'token' })
  })

  test('takes along what the job file says of languages and words', async () => {
    const { submit, orders } = world()
    await submit({ transcription: { timeoutSeconds: 1, languages: ['ko-KR'], vocabulary: 'ship-names' } })
    expect(orders).toMatchObject([{ languages: ['ko-KR'], vocabulary: 'ship-names' }])
  })

  test('stores the token before the service hears of it', async () => {
    const { services, submit, job } = world()
    const { startTranscription } = services
    services.startTranscription = async (order) => {
      expect(await job()).toMatchObject({ status: 'opened', taskToken: 'token' })
      return startTranscription(order)
    }
    expect.assertions(1)
    await submit()
  })

  test('when the service refuses it, then the film goes on without, and the record says why', async () => {
    const { services, submit, answers, job } = world()
    services.startTranscription = () => Promise.reject(new InvalidInputError('There is no vocabulary "x".'))
    await submit()
    expect(answers).toEqual([refused('There is no vocabulary "x".')])
    expect(await job()).toMatchObject({ status: 'error', errorMessage: 'There is no vocabulary "x".' })
  })

  test('when the service is busy, then the state asks again, and the second request starts it', async () => {
    const { services, submit, answers, orders } = world()
    const { startTranscription } = services
    services.startTranscription = () => Promise.reject(new ThrottledError('slow down'))
    await expect(submit()).rejects.toMatchObject({ name: 'ThrottledError' })
    expect(answers).toEqual([])
    services.startTranscription = startTranscription
    await submit({ taskToken: 'second' })
    expect(orders).toHaveLength(1)
  })
})

describe('the same request twice', () => {
  test('starts one job, and the newer state hears of its end', async () => {
    const { submit, orders, answers, ends, tell } = world()
    await submit()
    await submit({ taskToken: 'second' })
    expect([orders.length, answers]).toEqual([1, []])
    ends({ status: 'COMPLETED', language: 'ko-KR' })
    await tell()
    expect(answers).toEqual([heard('second')])
  })

  test('is answered at once where the job has ended in between', async () => {
    const { submit, answers, ends, tell } = world()
    await submit()
    ends({ status: 'COMPLETED', language: 'ko-KR' })
    await tell()
    await submit({ taskToken: 'second' })
    expect(answers).toEqual([heard('token'), heard('second')])
  })

  test('is answered where the first was stopped before it could note the job', async () => {
    const { services, submit, answers, ends, job } = world()
    await services.startTranscription({ jobName: NAME } as TranscriptionOrder)
    ends({ status: 'COMPLETED', language: 'ko-KR' })
    await submit()
    expect(answers).toEqual([heard('token')])
    expect(await job()).toMatchObject({ status: 'complete', providerJobId: NAME })
  })

  test('after a failed job hears the same again: a name is used once', async () => {
    const { submit, answers, ends, tell, orders } = world()
    await submit()
    ends({ status: 'FAILED', failureReason: 'No speech.' })
    await tell()
    await submit({ taskToken: 'second' })
    const { answer } = refused('The transcription failed: No speech.')
    expect(answers).toEqual([
      { taskToken: 'token', answer },
      { taskToken: 'second', answer },
    ])
    expect(orders).toHaveLength(1)
  })
})

describe('the event of a transcription', () => {
  test('brings the captions and their language to the state', async () => {
    const { submit, answers, ends, tell, job } = world()
    await submit()
    ends({ status: 'COMPLETED', language: 'ko-KR' })
    await tell()
    expect(answers).toEqual([heard('token')])
    expect(await job()).toMatchObject({ status: 'complete', endedAt: '2026-11-21T09:00:02.000Z' })
  })

  test('that comes before the job is noted finds the token there', async () => {
    const { services, submit, answers, ends, tell, job } = world()
    const { startTranscription } = services
    services.startTranscription = async (order) => {
      const started = await startTranscription(order)
      ends({ status: 'COMPLETED', language: 'ko-KR' })
      await tell()
      return started
    }
    await submit()
    expect(answers).toEqual([heard('token')])
    // What was noted of its end is not written over by its begin.
    expect((await job()).status).toBe('complete')
  })

  test.each([
    ['No speech', 'The transcription failed: No speech.'],
    ['No speech.', 'The transcription failed: No speech.'],
    [undefined, 'The transcription failed: the service does not say why.'],
  ])('that it failed lets the film go on without (%s)', async (failureReason, message) => {
    const { submit, answers, ends, tell, job } = world()
    await submit()
    ends({ status: 'FAILED', ...(failureReason !== undefined && { failureReason }) })
    await tell()
    expect(answers).toEqual([refused(message)])
    expect((await job()).status).toBe('error')
  })

  test('is believed only as far as the service confirms it', async () => {
    const { submit, answers, tell, job } = world()
    await submit()
    await tell()
    expect([answers, (await job()).status]).toEqual([[], 'submitted'])
  })

  test.each([
    `reelgate-other-${ASSET_ID}-r0`,
    `reelgate-test-2-${ASSET_ID}-r0`,
    `reelgate-test-${ASSET_ID}`,
    `reelgate-test-${ASSET_ID.toUpperCase()}-r0`,
    'somebody-elses',
  ])('of somebody else (%s) asks nothing', async (name) => {
    const { services, tell, answers } = world()
    services.readTranscription = () => Promise.reject(new InvalidInputError('It should not be asked.'))
    await tell(name)
    expect(answers).toEqual([])
  })

  test('of a job that nobody waits for is logged and left', async () => {
    const { tell, answers } = world()
    const warnings: unknown[] = []
    const { warn } = logger
    logger.warn = (...said) => void warnings.push(said[0])
    await tell()
    logger.warn = warn
    expect([answers, warnings]).toEqual([[], ['An event for a transcription that nobody waits for']])
  })
})
