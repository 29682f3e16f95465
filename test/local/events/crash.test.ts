// The promise behind all others: an event that was taken is delivered, even when the process is killed meanwhile.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { addFault, makeQueue, makeRule, put, queueArn } from './lab.ts'
import type { EventLab } from './lab.ts'
import { REGION } from '../lambda/lab.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-crash-'))
let running: ChildProcess | undefined
afterAll(() => {
  running?.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

/** The cloud as a process of its own, at any free port. */
async function start(): Promise<EventLab> {
  const script = `import { startCloud } from ${JSON.stringify(resolve('local/cloud.ts'))}
    const cloud = await startCloud({ port: 0, region: '${REGION}', dataDir: ${JSON.stringify(dataDir)}, log: () => {} })
    console.log(cloud.url)`
  running = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    script,
  ])
  const url = await new Promise<string>((done) =>
    running!.stdout!.once('data', (chunk) => done(String(chunk).trim())),
  )
  const client = {
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  return {
    client,
    cloud: { url },
    events: new EventBridgeClient(client),
    sqs: new SQSClient(client),
  } as EventLab
}

async function kill() {
  const ended = new Promise((done) => running!.once('exit', done))
  running!.kill('SIGKILL')
  await ended
}

test('kill -9 in the middle of a delivery loses nothing', async () => {
  const before = await start()
  await makeQueue(before, 'kept')
  await makeRule(before, { name: 'kept', source: 'kept' }, [{ Id: 'q', Arn: queueArn('kept') }])
  // The queue does not answer in time, so that the event is under way when the process dies.
  await addFault(before, {
    kind: 'error',
    service: 'sqs',
    operation: 'SendMessage',
    errorCode: 'ThrottlingException',
    times: 1000,
  })
  const { EventId } = await put(before, 'kept', { n: 1 })
  await kill()

  const after = await start()
  const QueueUrl = await makeQueue(after, 'kept')
  const { Messages } = await after.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 15 }))
  expect(Messages!.map((message) => (JSON.parse(message.Body!) as { id: string }).id)).toEqual([EventId])
  await kill()
})
