import { describe, expect, test } from '@jest/globals'
import { decideLateJobFile } from '../../functions/intake/rules/late-job-file.ts'
import { describeFailure } from '../../functions/ops/rules/failure.ts'
import type { Asset } from '../../schemas/generated/types.ts'

describe('a fault in words', () => {
  test.each([
    ['a sentence', { error: 'JobFailedError', cause: 'The job broke.' }, 'JobFailedError: The job broke.'],
    [
      'the JSON of a Lambda, without its stack',
      { error: 'InvariantError', cause: '{"errorMessage":"No such table.","trace":["at /var/task/x.mjs"]}' },
      'InvariantError: No such table.',
    ],
    ['JSON of something else', { error: 'E', cause: '{"a":1}' }, 'E: {"a":1}'],
    ['a name alone', { error: 'States.Timeout', cause: null }, 'States.Timeout'],
    ['nothing at all', {}, 'The workflow ended with a fault.'],
  ])('%s', (_name, failure, message) => {
    expect(describeFailure(failure)).toEqual({ code: 'fault', message })
  })

  test('a long cause is cut', () => {
    expect(describeFailure({ error: 'E', cause: 'x'.repeat(50_000) }).message).toHaveLength(1000)
  })
})

describe('a job file that comes late', () => {
  const reason = (code: string) => ({ code, message: '' })
  test.each<[string, Partial<Asset>, object, 'note' | 'reprocess']>([
    ['words for a published asset', { outcome: 'published', profile: 'default' }, { title: 'T' }, 'note'],
    ['the profile it has anyway', { outcome: 'published', profile: 'fast' }, { profile: 'fast' }, 'note'],
    ['another profile', { outcome: 'published', profile: 'default' }, { profile: 'fast' }, 'reprocess'],
    ['another policy', { outcome: 'published', profile: 'default' }, { policy: 'strict' }, 'reprocess'],
    ['the default policy by its name', { profile: 'default' }, { policy: 'default' }, 'note'],
    ['other options', { profile: 'default' }, { options: { mp4: false } }, 'reprocess'],
    [
      'a better one after a bad one',
      { outcome: 'rejected', reasons: [reason('job-file-invalid')] },
      {},
      'reprocess',
    ],
    [
      'one for a file that is no video',
      { outcome: 'rejected', reasons: [reason('not-a-video')] },
      {},
      'note',
    ],
    ['one for an asset that failed before it was inspected', { outcome: 'failed' }, {}, 'reprocess'],
  ])('%s', (_name, asset, jobFile, decision) => {
    expect(decideLateJobFile({ reasons: [], ...asset }, jobFile, 'default')).toBe(decision)
  })
})
