import { describe, expect, test } from '@jest/globals'
import { onTranscodeEvent, type TranscodeEvent } from '../../functions/transcode/on-transcode-event.ts'
import { ConflictError } from '../../lib/errors.ts'
import type { Answer } from '../../lib/aws/step-functions.ts'
import type { Job } from '../../schemas/generated/types.ts'
import { aJob, anAsset, ASSET_ID } from '../support/records.ts'

const anEvent = (detail: Partial<TranscodeEvent['detail']>): TranscodeEvent =>
  ({
    time: '2026-11-21T09:05:00Z',
    detail: {
      jobId: 'job-1',
      status: 'COMPLETE',
      userMetadata: { assetId: ASSET_ID, revision: '0' },
      ...detail,
    },
  }) as TranscodeEvent

/** A ledger of one job, as DynamoDB would keep it. */
function world(job: Job | undefined) {
  const answers: { taskToken: string; answer: Answer }[] = []
  const world = {
    job,
    answers,
    ledger: {
      load: () => Promise.resolve(world.job && { ...world.job }),
      note: (_id: unknown, from: Job['status'], changes: Partial<Job>) => {
        if (!world.job || world.job.status !== from) return Promise.resolve(false)
        world.job = { ...world.job, ...changes }
        return Promise.resolve(true)
      },
    },
    assets: { note: () => Promise.resolve(anAsset()) },
    answerTask: (taskToken: string, answer: Answer) => {
      answers.push({ taskToken, answer })
      return Promise.resolve(true)
    },
  }
  return world
}

describe('an event of a transcode job', () => {
  test('COMPLETE answers the state that waits', async () => {
    const given = world(aJob({ status: 'progressing' }))
    await onTranscodeEvent(anEvent({ status: 'COMPLETE' }), given)
    expect(given.job).toMatchObject({
      status: 'complete',
      percentComplete: 100,
      endedAt: '2026-11-21T09:05:00Z',
    })
    expect(given.answers).toEqual([
      { taskToken: 'token-of-the-state', answer: { output: { providerJobId: 'job-1' } } },
    ])
  })

  test('ERROR that may be for the captions inside the source has the state try again', async () => {
    const given = world(aJob({ status: 'progressing' }))
    const userMetadata = { assetId: ASSET_ID, revision: '0', captions: '2' }
    await onTranscodeEvent(
      anEvent({ status: 'ERROR', errorCode: 1040, errorMessage: 'no such track', userMetadata }),
      given,
    )
    expect(given.answers).toMatchObject([{ answer: { error: 'ProviderUnavailableError' } }])
  })

  test('COMPLETE may come before the submitting function has noted its job', async () => {
    const { providerJobId: _unknown, ...opened } = aJob({ status: 'opened' })
    const given = world(opened)
    await onTranscodeEvent(anEvent({ status: 'COMPLETE' }), given)
    expect(given.job).toMatchObject({ status: 'complete', providerJobId: 'job-1' })
    expect(given.answers).toHaveLength(1)
  })

  test('a late progress event after COMPLETE changes nothing but repeats the answer harmlessly', async () => {
    const given = world(aJob({ status: 'complete', percentComplete: 100 }))
    await onTranscodeEvent(
      anEvent({ status: 'STATUS_UPDATE', jobProgress: { jobPercentComplete: 40 } }),
      given,
    )
    expect(given.job).toMatchObject({ status: 'complete', percentComplete: 100 })
  })

  test('progress is written down and answers nobody', async () => {
    const given = world(aJob())
    await onTranscodeEvent(
      anEvent({ status: 'STATUS_UPDATE', jobProgress: { jobPercentComplete: 40 } }),
      given,
    )
    await onTranscodeEvent(
      anEvent({ status: 'STATUS_UPDATE', jobProgress: { jobPercentComplete: 20 } }),
      given,
    )
    expect(given.job).toMatchObject({ status: 'progressing', percentComplete: 40 })
    expect(given.answers).toEqual([])
  })

  test.each([
    [1040, 'JobFailedError'],
    [1999, 'ProviderUnavailableError'],
    [1076, 'UnsupportedSourceError'],
  ])('ERROR %i fails the state as %s', async (errorCode, error) => {
    const given = world(aJob({ status: 'progressing' }))
    await onTranscodeEvent(
      anEvent({ status: 'ERROR', errorCode, errorMessage: 'words of the provider' }),
      given,
    )
    expect(given.answers).toMatchObject([{ answer: { error } }])
  })

  test('CANCELED fails the state: an asset does not stay in transcoding for ever', async () => {
    const given = world(aJob({ status: 'progressing' }))
    await onTranscodeEvent(anEvent({ status: 'CANCELED' }), given)
    expect(given.answers).toMatchObject([{ answer: { error: 'JobFailedError' } }])
  })

  test('COMPLETE answers the execution of a revision that a newer one has overtaken', async () => {
    const given = world(aJob({ status: 'progressing' }))
    given.assets.note = () => Promise.reject(new ConflictError('a newer revision'))
    await onTranscodeEvent(anEvent({ status: 'COMPLETE' }), given)
    expect(given.answers).toHaveLength(1)
  })

  test('COMPLETE answers the state that was retried while the ledger was written', async () => {
    const given = world(aJob({ status: 'progressing' }))
    const { note } = given.ledger
    given.ledger.note = (id, from, changes) => {
      given.job = { ...given.job!, taskToken: 'token-of-the-retry' }
      return note(id, from, changes)
    }
    await onTranscodeEvent(anEvent({ status: 'COMPLETE' }), given)
    expect(given.answers).toMatchObject([{ taskToken: 'token-of-the-retry' }])
  })

  test('an event of an earlier attempt does not touch the new one', async () => {
    const given = world(aJob({ providerJobId: 'job-2', formerJobIds: ['job-1'] }))
    await onTranscodeEvent(anEvent({ status: 'ERROR', errorCode: 1999 }), given)
    expect(given.job).toMatchObject({ status: 'submitted', providerJobId: 'job-2' })
    expect(given.answers).toEqual([])
  })

  test('an event of a job that nobody knows is put aside', async () => {
    const given = world(undefined)
    await onTranscodeEvent(anEvent({ status: 'COMPLETE' }), given)
    expect(given.answers).toEqual([])
  })
})
