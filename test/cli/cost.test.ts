import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { invocationsOf, readReport, runUnits } from '../../cli/cost/run-units.ts'
import { makeSample } from '../../samples/make-sample.ts'
import type { PriceTable } from '../../schemas/generated/types.ts'
import { readProjectFile } from '../support/source-files.ts'
import { runCli } from './run-cli.ts'

let folder: string
let film: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-cost-'))
  film = await makeSample('no-audio', folder, { durationSeconds: 1, widthPx: 160, heightPx: 120 })
  writeFileSync(join(folder, 'words.mp4'), 'This is a text.')
})
afterAll(() => rmSync(folder, { recursive: true }))

const costOf = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCli(['cost', ...args], { AWS_REGION: '' })
  return { code, stdout, stderr }
}

interface Said {
  lines: { unit: string; amount: number; usd: number | null }[]
  totalUsd: number
  unpriced: string[]
  region: string
}

describe('cost', () => {
  test('plans the file as the workflow would, and says what it cannot price', async () => {
    const { code, stdout } = await costOf(film, '--json')
    const said = JSON.parse(stdout) as Said
    expect(code).toBe(0)
    expect(said).toMatchObject({ region: 'ap-northeast-2', unpriced: expect.any(Array) as unknown })
    expect(said.unpriced).toContain('rekognition-moderation-minute')
    const [rungs] = said.lines.filter(({ unit }) => unit.startsWith('mediaconvert:'))
    expect(rungs).toMatchObject({ unit: 'mediaconvert:B-AVC-SD-SHQ-30', amount: 2 * (10 / 60) })
  })

  test('adds what is played', async () => {
    const { stdout } = await costOf(
      film,
      '--json',
      '--region',
      'us-east-1',
      '--views',
      '1000',
      '--watch-minutes',
      '1',
    )
    const egress = (JSON.parse(stdout) as Said).lines.find(({ unit }) => unit === 'cloudfront-gb')
    expect(egress?.usd).toBeGreaterThan(0)
  })

  test('shows a table that says what the sum lacks', async () => {
    const { stdout } = await costOf(film)
    expect(stdout).toMatch(/MediaConvert B-AVC-SD-SHQ-30, minutes +0\.3333/)
    expect(stdout).toMatch(/at least \$\d/)
    expect(stdout).toContain('Without a price for ap-northeast-2')
  })

  test('says why a file would be rejected', async () => {
    const { code, stdout } = await costOf(join(folder, 'words.mp4'))
    expect(code).toBe(1)
    expect(stdout).toContain('[not-a-video]')
  })

  test('warns of prices that are old', async () => {
    const table = JSON.parse(readProjectFile('lib/cost/prices/us-east-1.json')) as PriceTable
    const prices = table.prices.map((price) => ({ ...price, asOf: '2020-01-01' }))
    writeFileSync(join(folder, 'old.json'), JSON.stringify({ ...table, prices }))
    const { code, stderr } = await costOf(film, '--prices', join(folder, 'old.json'))
    expect(code).toBe(0)
    expect(stderr).toMatch(/warning: prices older than 180 days for us-east-1: .*\(2020-01-01\)/)
  })

  test.each([
    [
      'a region without prices',
      () => ['--region', 'eu-north-1'],
      /no price table for eu-north-1; there are:/,
    ],
    ['a price table that is none', () => ['--prices', film], /cannot be read as a price table/],
    ['half of what playing takes', () => ['--views', '5'], /go together/],
    ['a profile that there is not', () => ['--profile', 'huge'], /There is no transcode profile "huge"/],
  ])('%s is bad usage', async (_, args, message) => {
    const { code, stdout, stderr } = await costOf(film, ...args())
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  test('names every field of a price table that is wrong', async () => {
    writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ region: 'here', prices: [], price: 1 }))
    const { code, stderr } = await costOf(film, '--prices', join(folder, 'wrong.json'))
    expect(code).toBe(2)
    expect(stderr).toMatch(/videoFactors/)
    expect(stderr).toMatch(/wrong\.json\/region/)
    expect(stderr).toMatch(/no field is called price$/m)
  })
})

describe('what a run has used', () => {
  const events: unknown[] = [
    { id: 1, type: 'ExecutionStarted' },
    { id: 2, previousEventId: 1, type: 'TaskStateEntered' },
    {
      id: 3,
      previousEventId: 2,
      type: 'TaskScheduled',
      taskScheduledEventDetails: { resourceType: 'lambda', parameters: '{"FunctionName":"inspect"}' },
    },
    { id: 4, previousEventId: 3, type: 'TaskFailed', taskFailedEventDetails: { error: 'ThrottledError' } },
    {
      id: 5,
      previousEventId: 4,
      type: 'TaskScheduled',
      taskScheduledEventDetails: { resourceType: 'lambda', parameters: '{"FunctionName":"inspect"}' },
    },
    {
      id: 6,
      previousEventId: 5,
      type: 'TaskSubmitted',
      taskSubmittedEventDetails: { output: '{"SdkResponseMetadata":{"RequestId":"r-1"}}' },
    },
    {
      id: 7,
      previousEventId: 6,
      type: 'TaskSucceeded',
      taskSucceededEventDetails: { output: '{"fine":true}' },
    },
    { id: 8, previousEventId: 7, type: 'PassStateEntered' },
  ]
  const history = events as HistoryEvent[]

  test('are its states, further attempts, and invocations by the log', () => {
    expect(runUnits(history, [0.25, 0.5])).toEqual({
      'stepfunctions-transition': 3,
      'lambda-request': 2,
      'lambda-gb-second': 0.75,
    })
    expect(invocationsOf(history)).toEqual([{ functionName: 'inspect', requestId: 'r-1' }])
  })

  test.each([
    ['REPORT RequestId: r-1\tDuration: 9.1 ms\tBilled Duration: 500 ms\tMemory Size: 1024 MB\t', 0.5],
    ['REPORT RequestId: r-1\tDuration: 9.1 ms\tBilled Duration: 1000 ms\tMemory Size: 512 MB', 0.5],
    ['START RequestId: r-1 Version: $LATEST', undefined],
  ])('%s: %j', (line, gbSeconds) => expect(readReport(line)).toBe(gbSeconds))
})
