import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda'
import { drain, makeQueue, makeRule, openEventLab, queueArn } from '../events/lab.ts'
import type { EventLab } from '../events/lab.ts'
import { readLog, REGION } from './lab.ts'

let lab: EventLab
beforeAll(async () => {
  lab = await openEventLab()
})
afterAll(() => lab.close())

const send = (FunctionName: string, event: unknown) =>
  lab.lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) }),
  )
const runsOf = (name: string) => readLog(lab, name).match(/START RequestId/g)?.length ?? 0
/** A function that has begun says so by this file. */
const begun = async (mark: string) => {
  while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 10))
}
const FAILS = `export const handler = async () => { throw new TypeError('never') }`

describe('an asynchronous invocation', () => {
  test('is accepted, and runs', async () => {
    await lab.deploy('quiet', `export const handler = async (event) => { console.log('got ' + event.n) }`)
    expect((await send('quiet', { n: 1 })).StatusCode).toBe(202)
    await lab.cloud.activity.idle()
    expect(readLog(lab, 'quiet')).toContain('got 1')
    expect(runsOf('quiet')).toBe(1)
  })

  test('is tried three times, a minute and two apart, and then dead-lettered', async () => {
    const url = await makeQueue(lab, 'dead')
    await lab.deploy('fails', FAILS, { DeadLetterConfig: { TargetArn: queueArn('dead') } })
    const sentMs = lab.cloud.clock.now()
    await send('fails', { n: 2 })
    await lab.cloud.activity.idle()
    expect(runsOf('fails')).toBe(1)
    // Counted from the sending: the time that a busy machine takes for it is no part of the minute.
    await lab.advance(sentMs + 59_000 - lab.cloud.clock.now())
    expect(runsOf('fails')).toBe(1)
    await lab.advance(2000)
    expect(runsOf('fails')).toBe(2)
    expect(await drain(lab, url)).toEqual([])
    await lab.advance(121_000)
    expect(runsOf('fails')).toBe(3)
    const [letter] = await drain(lab, url)
    expect(JSON.parse(letter!.Body!)).toEqual({ n: 2 })
    expect(letter!.MessageAttributes).toMatchObject({
      ErrorMessage: { StringValue: 'never' },
      ErrorCode: { StringValue: '200' },
    })
  })

  test('goes to its destinations, with as many retries as configured', async () => {
    const url = await makeQueue(lab, 'failures')
    await lab.deploy('destined', FAILS)
    await lab.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'destined',
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: queueArn('failures') } },
      }),
    )
    await send('destined', { n: 3 })
    const [message] = await drain(lab, url)
    expect(JSON.parse(message!.Body!)).toMatchObject({
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { n: 3 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'never' },
    })
  })

  test('tells of success on the event bus', async () => {
    const url = await makeQueue(lab, 'successes')
    await makeRule(lab, { name: 'successes', source: 'lambda' }, [{ Id: 'q', Arn: queueArn('successes') }])
    await lab.deploy('succeeds', 'export const handler = async () => ({ done: true })')
    const Destination = `arn:aws:events:${REGION}:000000000000:event-bus/default`
    await lab.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'succeeds',
        DestinationConfig: { OnSuccess: { Destination } },
      }),
    )
    await send('succeeds', {})
    const [message] = await drain(lab, url)
    expect(JSON.parse(message!.Body!)).toMatchObject({
      'detail-type': 'Lambda Function Invocation Result - Success',
      detail: { responsePayload: { done: true } },
    })
  })

  test('waits while the function has no room, and survives a restart meanwhile', async () => {
    await lab.deploy('throttled', `export const handler = async (event) => { console.log('ran ' + event.n) }`)
    const reserve = (ReservedConcurrentExecutions: number) =>
      lab.lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'throttled', ReservedConcurrentExecutions }),
      )
    await reserve(0)
    await send('throttled', { n: 4 })
    await lab.advance(60_000)
    await lab.restart()
    await reserve(1)
    await lab.advance(600_000)
    expect(readLog(lab, 'throttled')).toContain('ran 4')
  })
})

describe('when this machine cannot run a function', () => {
  test('because its log cannot be written, the event waits until it can', async () => {
    await lab.deploy(
      'unwritable',
      `export const handler = async (event) => { console.log('ran ' + event.n) }`,
    )
    const log = join(lab.cloud.dataDir, 'logs/aws/lambda/unwritable.log')
    mkdirSync(log, { recursive: true })
    await send('unwritable', { n: 5 })
    await lab.advance(10_000)
    rmSync(log, { recursive: true })
    await lab.advance(60_000)
    expect(readLog(lab, 'unwritable')).toContain('ran 5')
  })
})

describe('when the cloud stops', () => {
  test('a function that runs may still call services, and is not taken for one that failed', async () => {
    await lab.deploy(
      'last-call',
      `import { writeFileSync } from 'node:fs'
      export const handler = async ({ mark }) => {
        writeFileSync(mark, '')
        await new Promise((resolve) => setTimeout(resolve, 200))
        const headers = {
          authorization: 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0',
        }
        const answer = await fetch(process.env.AWS_ENDPOINT_URL + '/', { headers })
        console.log('S3 answers ' + answer.status)
      }`,
    )
    // The second that a stopping cloud leaves to what runs is not to be spent on the start of the function.
    const mark = join(lab.cloud.dataDir, 'last-call')
    await send('last-call', { mark })
    await begun(mark)
    await lab.restart()
    await lab.cloud.activity.idle()
    expect(readLog(lab, 'last-call')).toContain('S3 answers 200')
    expect(runsOf('last-call')).toBe(1)
  })

  test('one that takes longer is run again at the next start, as if it had not begun', async () => {
    await lab.deploy(
      'too-long',
      `import { existsSync, writeFileSync } from 'node:fs'
      export const handler = async ({ mark }) => {
        if (existsSync(mark)) return console.log('done')
        writeFileSync(mark, '')
        await new Promise((resolve) => setTimeout(resolve, 60_000))
      }`,
      { Timeout: 90 },
    )
    const mark = join(lab.cloud.dataDir, 'mark')
    await send('too-long', { mark })
    await begun(mark)
    await lab.restart()
    await lab.cloud.activity.idle()
    expect(readLog(lab, 'too-long')).toContain('done')
  })
})
