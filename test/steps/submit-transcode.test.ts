import { describe, expect, test } from '@jest/globals'
import { submitTranscode, type SubmitTranscodeServices } from '../../functions/transcode/submit-transcode.ts'
import { ThrottledError } from '../../lib/errors.ts'
import type { Job } from '../../schemas/generated/types.ts'
import { aJob, anAsset, anInspection, aSource, ASSET_ID } from '../support/records.ts'

const input = {
  assetId: ASSET_ID,
  revision: 0,
  source: aSource(),
  inspection: anInspection(),
  profile: 'default',
  taskToken: 'token',
}

function services(job: Job, changes: Partial<SubmitTranscodeServices> = {}) {
  const done: string[] = []
  const given: SubmitTranscodeServices = {
    ledger: {
      open: () => {
        done.push('token stored')
        return Promise.resolve(job)
      },
      note: () => {
        done.push('job noted')
        return Promise.resolve(true)
      },
    },
    assets: { note: () => Promise.resolve(anAsset()) },
    createJob: () => {
      done.push('job created')
      return Promise.resolve({ providerJobId: 'job-1' })
    },
    answerTask: () => {
      done.push('state answered')
      return Promise.resolve(true)
    },
    now: () => Date.parse('2026-11-21T09:00:02Z'),
    settings: {
      stage: 'test',
      mediaBucket: 'media',
      roleArn: 'arn:aws:iam::000000000000:role/mediaconvert',
      queueArn: 'arn:aws:mediaconvert:ap-northeast-2:000000000000:queues/test',
      statusUpdateInterval: 'SECONDS_60',
    },
    ...changes,
  }
  return { given, done }
}

const opened = () => {
  const { providerJobId: _none, ...job } = aJob({ status: 'opened' })
  return job
}

describe('submitting a transcode', () => {
  test('stores the token before the provider hears of the job', async () => {
    const { given, done } = services(opened())
    await submitTranscode.run(input, given)
    expect(done).toEqual(['token stored', 'job created', 'job noted'])
  })

  test('a second run makes no second job', async () => {
    const { given, done } = services(aJob({ status: 'progressing' }))
    await submitTranscode.run(input, given)
    expect(done).toEqual(['token stored'])
  })

  test('a second run after the job has completed answers at once', async () => {
    const { given, done } = services(aJob({ status: 'complete' }))
    await submitTranscode.run(input, given)
    expect(done).toEqual(['token stored', 'state answered'])
  })

  test('throttling reaches the state machine by its name, so that it is retried', async () => {
    const { given } = services(opened(), { createJob: () => Promise.reject(new ThrottledError('slow down')) })
    await expect(submitTranscode.run(input, given)).rejects.toMatchObject({ name: 'ThrottledError' })
  })

  test('the job says whose it is, and carries no token', async () => {
    const { given } = services(opened(), {
      createJob: (job) => {
        expect(job.UserMetadata).toEqual({ application: 'reelgate-test', assetId: ASSET_ID, revision: '0' })
        expect(JSON.stringify(job)).not.toContain('"token"')
        return Promise.resolve({ providerJobId: 'job-1' })
      },
    })
    expect.assertions(2)
    await submitTranscode.run(input, given)
  })
})
