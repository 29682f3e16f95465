import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { classifyJobError, explainJobError } from '../../../functions/transcode/rules/job-errors.ts'
import {
  decideAnswer,
  decideTransition,
  type JobEventDetail,
  type JobEventStatus,
} from '../../../functions/transcode/rules/job-events.ts'
import type { Job } from '../../../schemas/generated/types.ts'
import { aJob } from '../../support/records.ts'

const AT = '2026-11-21T10:00:00Z'
const event = (status: JobEventStatus, facts: Partial<JobEventDetail> = {}): JobEventDetail => ({
  jobId: 'job-1',
  status,
  userMetadata: { assetId: 'a', revision: '0' },
  ...facts,
})
const progress = (jobPercentComplete: number) =>
  event('STATUS_UPDATE', { jobProgress: { jobPercentComplete } })
const play = (job: Job, events: JobEventDetail[]) =>
  events.reduce((now, one) => ({ ...now, ...decideTransition(now, one, AT) }), job)

describe('an event of a job', () => {
  test.each([
    ['INPUT_INFORMATION', 'opened', 'submitted'],
    ['PROGRESSING', 'submitted', 'progressing'],
    ['STATUS_UPDATE', 'submitted', 'progressing'],
    ['COMPLETE', 'opened', 'complete'],
    ['ERROR', 'progressing', 'error'],
    ['CANCELED', 'submitted', 'canceled'],
    ['QUEUE_HOP', 'opened', 'submitted'],
  ] as const)('%s takes a job that is %s to %s', (status, from, to) => {
    expect(decideTransition(aJob({ status: from }), event(status), AT)).toMatchObject({ status: to })
  })

  test.each(['INPUT_INFORMATION', 'NEW_WARNING', 'QUEUE_HOP', 'PROGRESSING'] as const)(
    '%s changes nothing of a job that is further on',
    (status) => expect(decideTransition(aJob({ status: 'progressing' }), event(status), AT)).toBeUndefined(),
  )

  test('tells the percent, which never falls', () => {
    const job = play(aJob(), [progress(40), progress(10), progress(41.7)])
    expect(job).toMatchObject({ status: 'progressing', percentComplete: 41 })
    expect(decideTransition(job, progress(41), AT)).toBeUndefined()
  })

  test('completes at a hundred percent, at the time of the event', () => {
    expect(decideTransition(aJob(), event('COMPLETE'), AT)).toEqual({
      status: 'complete',
      percentComplete: 100,
      endedAt: AT,
    })
  })

  test('keeps code and words of an error', () => {
    const failed = decideTransition(
      aJob(),
      event('ERROR', { errorCode: 1076, errorMessage: 'ends early' }),
      AT,
    )
    expect(failed).toMatchObject({ status: 'error', errorCode: '1076', errorMessage: 'ends early' })
  })

  test.each(['complete', 'error', 'canceled'] as const)('changes nothing once a job is %s', (status) => {
    for (const late of ['COMPLETE', 'ERROR', 'CANCELED', 'STATUS_UPDATE'] as const) {
      expect(decideTransition(aJob({ status }), event(late), AT)).toBeUndefined()
    }
  })

  test('that comes before the answer of CreateJob tells the id of the job', () => {
    const { providerJobId: _, ...unnamed } = aJob({ status: 'opened' })
    expect(decideTransition(unnamed, event('INPUT_INFORMATION'), AT)).toEqual({
      status: 'submitted',
      providerJobId: 'job-1',
    })
  })

  test('of an earlier attempt means nothing', () => {
    const { providerJobId: _, ...anew } = aJob({ status: 'opened', formerJobIds: ['job-0'] })
    expect(decideTransition(anew, event('CANCELED', { jobId: 'job-0' }), AT)).toBeUndefined()
    expect(decideTransition(aJob(), event('CANCELED', { jobId: 'job-0' }), AT)).toBeUndefined()
  })

  test('with a status of tomorrow is passed over', () => {
    expect(decideTransition(aJob(), event('SOMETHING_NEW' as JobEventStatus), AT)).toBeUndefined()
  })

  test('may come in any order and any number of times', () => {
    const road = [
      event('INPUT_INFORMATION'),
      event('PROGRESSING'),
      progress(30),
      progress(80),
      event('COMPLETE'),
    ]
    const expected = play(aJob(), road)
    fc.assert(
      fc.property(fc.shuffledSubarray([...road, ...road], { minLength: 10 }), (events) => {
        expect(play(aJob(), events)).toEqual({ ...expected, percentComplete: 100 })
      }),
    )
  })
})

describe('the answer to the waiting state', () => {
  const failed = (errorCode: number) =>
    decideAnswer(
      aJob({ status: 'error', errorCode: String(errorCode), errorMessage: 'words of the provider' }),
    )

  test('is the job when it is complete', () => {
    expect(decideAnswer(aJob({ status: 'complete' }))).toEqual({ output: { providerJobId: 'job-1' } })
  })

  test('names a fault of the source in words for its owner', () => {
    expect(failed(1076)).toEqual({
      error: 'UnsupportedSourceError',
      cause: 'The video file ends too early. Upload it again, completely.',
    })
  })

  test.each([
    [1999, 'ProviderUnavailableError'],
    [1432, 'JobFailedError'],
    [9876, 'JobFailedError'],
  ])('of code %i keeps the words of the provider', (code, error) => {
    expect(failed(code)).toMatchObject({ error, cause: expect.stringContaining('words of the provider') })
  })

  test.each([
    [
      'Unable to write to output file [s3://media/assets/my [1] film.mp4]: [Failed to write data: Access Denied]',
      'Unable to write to output file: [Failed to write data: Access Denied]',
    ],
    [
      "Can't read input stream: [Failed to read data: Access denied to [s3://in/a film.mp4]]",
      "Can't read input stream: [Failed to read data: Access denied to]",
    ],
    ['Unable to open s3://in/film.mp4 twice', 'Unable to open twice'],
  ])('of a fault names no place of a file: %s', (errorMessage, words) => {
    const answer = decideAnswer(aJob({ status: 'error', errorCode: '1401', errorMessage }))
    expect(answer).toMatchObject({ cause: `Transcode job job-1 failed with 1401: ${words}` })
  })

  test.each([
    [1040, 'ProviderUnavailableError'],
    [31337, 'ProviderUnavailableError'],
    [1432, 'JobFailedError'],
    [1076, 'UnsupportedSourceError'],
  ])('of code %i to a job with captions is %s', (errorCode, error) => {
    const job = aJob({ status: 'error', errorCode: String(errorCode), errorMessage: 'words' })
    expect(decideAnswer(job, { captions: '2' })).toMatchObject({ error })
  })

  test('says so when somebody cancelled the job', () => {
    expect(decideAnswer(aJob({ status: 'canceled' }))).toMatchObject({ error: 'JobFailedError' })
  })
})

test.each([
  [1010, 'content'],
  [1020, 'content'],
  [1030, 'content'],
  [1040, 'fault'],
  [1075, 'content'],
  [1401, 'fault'],
  [1404, 'fault'],
  [1550, 'transient'],
  [1999, 'transient'],
  [31337, 'fault'],
  [NaN, 'fault'],
] as const)('error %i is %s', (code, expected) => {
  expect(classifyJobError(code)).toBe(expected)
  expect(explainJobError(code) !== undefined).toBe(expected === 'content')
})
