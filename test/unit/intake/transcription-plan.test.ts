import { describe, expect, test } from '@jest/globals'
import {
  planTranscription,
  readTranscribeWhen,
  type TranscriptionCase,
} from '../../../functions/intake/rules/transcription-plan.ts'
import { InvariantError } from '../../../lib/errors.ts'
import { siblingPrefix } from '../../../lib/captions/sidecar.ts'
import type { JobFile } from '../../../schemas/generated/types.ts'
import { anInspection } from '../../support/records.ts'

type Changes = Partial<TranscriptionCase> & { film?: Parameters<typeof anInspection>[0] }

const aCase = ({ film = {}, ...changes }: Changes): TranscriptionCase => ({
  inspection: anInspection(film),
  jobFile: {},
  when: 'when-no-captions',
  sidecarCount: 0,
  ...changes,
})

const HOUR_MS = 3_600_000
const inside = [{ trackNumber: 1, format: 'tx3g' as const }]
const named = [{ file: 'words.srt' }]

describe('a film is transcribed', () => {
  test.each<[string, Changes]>([
    ['without captions, where the stage wants it', {}],
    [
      'because its job file says so, where the stage does not',
      { when: 'off', jobFile: { transcribe: true } },
    ],
    [
      'because its job file says so, though there are captions',
      { sidecarCount: 2, jobFile: { transcribe: true } },
    ],
    ['because its job file says how', { when: 'off', jobFile: { transcribe: {} } }],
    ['as WebM', { film: { container: 'webm' } }],
    ['of the largest size', { film: { sizeBytes: 2_000_000_000 } }],
    ['of the greatest length', { film: { durationMs: 4 * HOUR_MS } }],
  ])('%s', (_why, changes) => {
    expect(planTranscription(aCase(changes))).toBeDefined()
  })

  test('with what its job file says, and in the time that takes', () => {
    const transcribe: JobFile['transcribe'] = { languages: ['ko-KR'], vocabulary: 'ship-names' }
    expect(planTranscription(aCase({ jobFile: { transcribe }, film: { durationMs: 90_500 } }))).toEqual({
      ...transcribe,
      timeoutSeconds: 4 * 3600 + 91,
    })
  })
})

describe('a film is not transcribed', () => {
  test.each<[string, Changes]>([
    ['where the stage does not want it and nobody asks', { when: 'off' }],
    ['when its job file forbids it', { jobFile: { transcribe: false } }],
    ['with captions beside it', { sidecarCount: 1 }],
    ['with captions inside it', { film: { captionTracks: inside } }],
    ['with captions that its job file names', { jobFile: { captions: named } }],
    ['without sound', { film: { audioTracks: [] } }],
    ['in a container that is not read', { film: { container: 'quicktime' } }],
    ['one byte too large', { film: { sizeBytes: 2_000_000_001 } }],
    ['one millisecond too long', { film: { durationMs: 4 * HOUR_MS + 1 } }],
    ['though it asks, when it cannot be read', { film: { audioTracks: [] }, jobFile: { transcribe: true } }],
  ])('%s', (_why, changes) => {
    expect(planTranscription(aCase(changes))).toBeUndefined()
  })
})

test.each(['off', 'when-no-captions'] as const)('the stage may say %s', (value) => {
  expect(readTranscribeWhen(value)).toBe(value)
})

test.each(['', 'on', 'OFF'])('the stage may not say "%s"', (value) => {
  expect(() => readTranscribeWhen(value)).toThrow(InvariantError)
})

test.each([
  ['films/holiday.mp4', 'films/holiday.'],
  ['holiday.mp4', 'holiday.'],
  ['a.b/show.s01.e02.mp4', 'a.b/show.s01.e02.'],
  ['films/holiday', 'films/holiday.'],
])('what lies beside %s begins with %s', (key, prefix) => {
  expect(siblingPrefix(key)).toBe(prefix)
})
