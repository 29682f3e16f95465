import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { concerns, readNotice } from '../../../functions/moderate/rules/notice.ts'
import { jobTagOf, planRetrySeconds, requestTokenOf } from '../../../functions/moderate/rules/request.ts'
import { planModerationTimeoutSeconds } from '../../../functions/intake/rules/moderation-input.ts'
import { aJob, ASSET_ID } from '../../support/records.ts'

const notice = (changes: object = {}) =>
  JSON.stringify({
    JobId: 'job-1',
    Status: 'SUCCEEDED',
    API: 'StartContentModeration',
    JobTag: `${ASSET_ID}:0`,
    Timestamp: 1_700_000_000_000,
    Video: { S3ObjectName: 'films/holiday.mp4', S3Bucket: 'ingest' },
    ...changes,
  })

describe('a notice', () => {
  test.each([0, 7, Date.parse('2026-11-21T09:00:00Z'), Date.parse('2286-11-21T00:00:00Z')])(
    'names the job, how it ended, and whose it is: revision %d',
    (revision) => {
      expect(readNotice(notice({ JobTag: jobTagOf({ assetId: ASSET_ID, revision }) }))).toEqual({
        providerJobId: 'job-1',
        status: 'SUCCEEDED',
        assetId: ASSET_ID,
        revision,
      })
    },
  )

  test.each([
    ['no JSON', '{'],
    ['no object', 'null'],
    ['an unknown status', notice({ Status: 'IN_PROGRESS' })],
    ['no job', notice({ JobId: undefined })],
    ['no tag', notice({ JobTag: undefined })],
    ['a tag of somebody else', notice({ JobTag: 'holiday' })],
    ['a tag of no revision', notice({ JobTag: `${ASSET_ID}:${'9'.repeat(16)}` })],
    ['a tag with more behind it', notice({ JobTag: `${ASSET_ID}:0:1` })],
    ['another API', notice({ API: 'StartLabelDetection' })],
  ])('with %s is none of ours', (_, text) => expect(readNotice(text)).toBeUndefined())

  test('may come before the job was written down; one of a former job means nothing any more', () => {
    const { providerJobId: _none, ...unnamed } = aJob({ kind: 'moderate', formerJobIds: ['job-0'] })
    expect(concerns(unnamed, 'job-1')).toBe(true)
    expect(concerns(unnamed, 'job-0')).toBe(false)
    expect(concerns(aJob({ providerJobId: 'job-2' }), 'job-1')).toBe(false)
  })
})

describe('a request', () => {
  test('has a token that Rekognition takes, the same for every attempt, another when opened anew', () => {
    const request = { assetId: ASSET_ID, revision: 1_795_255_200_000 }
    const token = requestTokenOf(request, '2026-11-21T09:00:01.000Z')
    expect(token).toMatch(/^[a-zA-Z0-9-_]{1,64}$/)
    expect(requestTokenOf(request, '2026-11-21T09:00:01.000Z')).toBe(token)
    expect(requestTokenOf(request, '2026-11-21T09:10:00.000Z')).not.toBe(token)
  })

  test('is not given up by its queue before the state stops waiting', () => {
    const mostReceives = 1000
    const seconds = Array.from({ length: mostReceives }, (_, index) => planRetrySeconds(index + 1, 0))
    const longestFilmMs = 6 * 3_600_000
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(
      planModerationTimeoutSeconds(longestFilmMs),
    )
  })

  test('waits a time that SQS takes, whatever the chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, chance) => {
          const seconds = planRetrySeconds(count, chance)
          expect(Number.isInteger(seconds) && seconds >= 10 && seconds <= 140).toBe(true)
        },
      ),
    )
  })
})
