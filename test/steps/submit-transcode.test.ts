import { describe, expect, test } from '@jest/globals'
import { submitTranscode, type SubmitTranscodeServices } from '../../functions/transcode/submit-transcode.ts'
import { ConflictError, InvalidInputError, ThrottledError } from '../../lib/errors.ts'
import { embeddedCaptionsKey } from '../../lib/output-layout.ts'
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

function services(job: Job, changes: Partial<SubmitTranscodeServices> = {}, others: Job[] = []) {
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
      listOf: () => Promise.resolve(others),
    },
    cancelJob: (id) => {
      done.push(`${id} cancelled`)
      return Promise.resolve()
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

  test('a later processing cancels what it has overtaken, before it asks for anything', async () => {
    const { given, done } = services(opened(), {}, [
      aJob({ providerJobId: 'overtaken' }),
      aJob({ providerJobId: 'ended', jobKey: 'transcode#1', status: 'complete' }),
      aJob({ providerJobId: 'newer', jobKey: 'transcode#9' }),
    ])
    await submitTranscode.run({ ...input, revision: 5 }, given)
    expect(done).toEqual(['token stored', 'overtaken cancelled', 'job created', 'job noted'])
  })

  test('a job that has ended in the same moment is no fault', async () => {
    const { given, done } = services(opened(), {}, [aJob()])
    given.cancelJob = () => Promise.reject(new ConflictError('already complete'))
    await submitTranscode.run({ ...input, revision: 5 }, given)
    expect(done).toContain('job created')
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

describe('captions inside the source', () => {
  const captioned = {
    ...input,
    inspection: anInspection({ captionTracks: [{ trackNumber: 1, format: 'tx3g' as const }] }),
  }

  /** Runs the step and tells which jobs the provider saw: with captions or without. */
  async function jobsOf(
    job: Partial<Job>,
    refuse: (attempt: number) => Error | undefined = () => undefined,
    asked = captioned,
  ) {
    const jobs: { destination?: string | undefined; metadata?: string | undefined }[] = []
    const { given } = services(
      { ...opened(), ...job },
      {
        createJob: ({ Settings, UserMetadata }) => {
          const group = Settings!.OutputGroups!.find(({ Name }) => Name === 'Captions')
          jobs.push({
            destination: group?.OutputGroupSettings!.FileGroupSettings!.Destination,
            metadata: UserMetadata!['captions'],
          })
          const error = refuse(jobs.length)
          return error ? Promise.reject(error) : Promise.resolve({ providerJobId: 'job-1' })
        },
      },
    )
    await submitTranscode.run(asked, given)
    return jobs
  }

  const WITH = { destination: `s3://media/evidence/${ASSET_ID}/r0/captions/embedded`, metadata: '1' }
  const WITHOUT = { destination: undefined, metadata: undefined }

  test('are written where only reviewers look, and the job says so', async () => {
    expect(await jobsOf({})).toEqual([WITH])
    expect(embeddedCaptionsKey(ASSET_ID, 0, 1)).toBe(`evidence/${ASSET_ID}/r0/captions/embedded-1.vtt`)
  })

  test('are left out where there are none', async () => {
    expect(await jobsOf({}, undefined, input)).toEqual([WITHOUT])
  })

  test('are left out when the job before failed over what it asked for', async () => {
    expect(await jobsOf({ formerErrorCode: '1040' })).toEqual([WITHOUT])
  })

  test('are asked for again when the job before failed in passing', async () => {
    expect(await jobsOf({ formerErrorCode: '1999' })).toEqual([WITH])
  })

  test('are left out when the provider refuses the job', async () => {
    const refuse = (attempt: number) => (attempt === 1 ? new InvalidInputError('no captions') : undefined)
    expect(await jobsOf({}, refuse)).toEqual([WITH, WITHOUT])
  })

  test('are asked for again when the provider was only busy', async () => {
    const jobs = jobsOf({}, () => new ThrottledError('slow down'))
    await expect(jobs).rejects.toMatchObject({ name: 'ThrottledError' })
  })
})
