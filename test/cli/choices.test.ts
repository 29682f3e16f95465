import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { monthsBack } from '../../cli/aws/assets.ts'
import { progressOf } from '../../cli/aws/progress.ts'
import { environmentFor } from '../../cli/deployment/serverless.ts'
import { encodersIn } from '../../cli/doctor/ffmpeg-check.ts'
import { explain } from '../../cli/errors.ts'
import { readDuration } from '../../cli/option-values.ts'
import { bitrate, bytes, duration } from '../../cli/show/measures.ts'
import { chooseKeys } from '../../cli/sources/choose-keys.ts'
import { chooseTarget, nameTarget } from '../../cli/target.ts'
import { plain } from '../../cli/terminal.ts'

const options = { stage: 'local', port: 4566, data: '/d', json: false, verbose: false }

describe('where a command goes', () => {
  test('to this machine, without a word', () => {
    expect(chooseTarget(options, {})).toMatchObject({ endpointUrl: 'http://127.0.0.1:4566', ownCloud: true })
  })
  test('to AWS with a stage', () => {
    const target = chooseTarget({ ...options, stage: 'prod' }, { AWS_REGION: 'ap-northeast-2' })
    expect(target).toMatchObject({ stackName: 'reelgate-prod', region: 'ap-northeast-2', ownCloud: false })
    expect(target.endpointUrl).toBeUndefined()
  })
  test('to where the environment leads with a stage, and says so', () => {
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4599/' }
    const target = chooseTarget({ ...options, stage: 'prod' }, environment)
    expect(target).toMatchObject({ onThisMachine: true, ownCloud: false })
    expect(nameTarget(target)).toBe('http://127.0.0.1:4599')
    expect(chooseTarget(options, environment).endpointUrl).toBe('http://127.0.0.1:4566')
    const named = { ...options, stage: 'prod', endpointUrl: 'http://127.0.0.1:1' }
    expect(chooseTarget(named, environment).endpointUrl).toBe('http://127.0.0.1:1')
    expect(() => chooseTarget({ ...options, stage: 'prod' }, { AWS_ENDPOINT_URL: 'here' })).toThrow(
      /is no URL: here/,
    )
  })
  test('real credentials stay away from this machine, and only from it', () => {
    const environment = { AWS_PROFILE: 'work', AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SESSION_TOKEN: 'real' }
    const local = environmentFor(chooseTarget(options, {}), environment)
    expect(local).not.toHaveProperty('AWS_PROFILE')
    expect(local).not.toHaveProperty('AWS_SESSION_TOKEN')
    expect(local).toMatchObject({ AWS_ACCESS_KEY_ID: 'local', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })
    expect(environmentFor(chooseTarget({ ...options, stage: 'prod' }, {}), environment)).toMatchObject(
      environment,
    )
  })
})

describe('keys of uploads', () => {
  const free = async () => false
  test('are all different, whatever the names are', async () => {
    const name = fc.constantFrom('a.mp4', 'a.mov', 'b.mp4', 'a')
    await fc.assert(
      fc.asyncProperty(fc.array(name, { maxLength: 8 }), async (names) => {
        const keys = await chooseKeys(
          names.map((each, index) => `/folder${index}/${each}`),
          free,
        )
        expect(new Set(keys).size).toBe(names.length)
        expect(keys.map((key) => key.split('/').at(-1))).toEqual(names)
      }),
    )
  })
  test('avoid the job file of an earlier upload', async () => {
    const isTaken = async (key: string) => key === 'clip.job.json'
    expect(await chooseKeys(['/x/clip.mp4'], isTaken)).toEqual(['2/clip.mp4'])
  })
})

describe('progress of an execution', () => {
  const entered = (name: string) => ({
    id: 1,
    timestamp: new Date(),
    type: 'TaskStateEntered' as const,
    stateEnteredEventDetails: { name },
  })
  test('is the state entered last', () => {
    const scheduled = { id: 3, timestamp: new Date(), type: 'TaskScheduled' as const }
    expect(progressOf([scheduled, entered('Transcode'), entered('Inspect source')])).toEqual({
      step: 'Transcode',
    })
  })
  test('tells how it ended', () => {
    const failed = { id: 9, timestamp: new Date(), type: 'ExecutionFailed' as const }
    expect(progressOf([failed, entered('Asset failed')])).toEqual({
      step: 'Asset failed',
      ended: 'ExecutionFailed',
    })
  })
})

test('no text reaches the terminal with a control character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(plain(text)),
    ),
  )
})

test.each([
  ['90', 90_000],
  ['15m', 900_000],
  ['1.5h', 5_400_000],
  ['250ms', 250],
])('the duration %s', (text, durationMs) => expect(readDuration(text)).toBe(durationMs))

test('measures as people read them', () => {
  expect([bytes(999), bytes(4_441_690), bytes(2e10)]).toEqual(['999 B', '4.4 MB', '20 GB'])
  expect([duration(12_345), duration(754_000), duration(7_500_000)]).toEqual([
    '12.3 s',
    '12 min 34 s',
    '2 h 5 min',
  ])
  expect([bitrate(640_000), bitrate(3_456_000)]).toEqual(['640 kbit/s', '3.5 Mbit/s'])
})

test('months go back over the turn of the year', () => {
  expect(monthsBack(new Date('2026-01-31T23:00:00Z'), 3)).toEqual(['2026-01', '2025-12', '2025-11'])
})

test('encoders are read from what ffmpeg lists', () => {
  const listing =
    ' V..... = Video\n ------\n V..... libx264              H.264\n A..... aac                  AAC\n'
  expect([...encodersIn(listing)]).toEqual(['libx264', 'aac'])
})

test.each([
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), /reelgate up/],
  [Object.assign(new Error('none'), { name: 'CredentialsProviderError' }), /AWS_PROFILE/],
  [new Error('Region is missing'), /--region/],
])('an error says what to do: %s', (error, hint) => expect(explain(error).hint).toMatch(hint))
