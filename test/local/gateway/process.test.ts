// The executable as a user runs it: its one line, a kill, and the start after it.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

const dataDir = mkdtempSync(join(tmpdir(), 'reelgate-'))
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

async function run() {
  const main = resolve(import.meta.dirname, '../../../local/main.ts')
  const args = ['--disable-warning=ExperimentalWarning', main, '--port', '0', '--data', dataDir]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  started.push(child)
  let printed = ''
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`It ended early: ${complaint}`)))
  ended.catch(() => undefined)
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ ready: boolean; url: string }]
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const s3 = new S3Client({ endpoint: message.url, region: 'us-east-1', credentials })
  return { child, s3, url: message.url, printed: () => printed }
}

test('what was answered survives kill -9, and the stale lock is no obstacle', async () => {
  const first = await run()
  await first.s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  await first.s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'k', Body: 'kept' }))
  expect(first.printed()).toBe(`Local cloud ready at ${first.url}, data in ${dataDir}\n`)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const second = await run()
  const answer = await second.s3.send(new GetObjectCommand({ Bucket: 'media', Key: 'k' }))
  await expect(answer.Body?.transformToString()).resolves.toBe('kept')

  second.child.kill('SIGTERM')
  const [code] = (await once(second.child, 'exit')) as [number]
  expect(code).toBe(0)
  const lines = readFileSync(join(dataDir, 'cloudtrail.jsonl'), 'utf8').trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { eventName: string }).eventName)).toContain('GetObject')
})
