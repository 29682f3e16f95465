import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdingLock } from '../../cli/deployment/deploy-lock.ts'
import { createDeploymentRecord, fingerprintSources } from '../../cli/deployment/fingerprint.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-deployment-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('whether the sources are those that were deployed', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'functions/intake'), { recursive: true })
    writeFileSync(join(folder, 'functions/intake/a.ts'), 'one')
    writeFileSync(join(folder, 'serverless.yml'), 'service: x')
  })
  const changes: [string, () => void][] = [
    ['the content of a file', () => writeFileSync(join(folder, 'functions/intake/a.ts'), 'two')],
    ['a new file', () => writeFileSync(join(folder, 'functions/b.ts'), '')],
    [
      'a new name',
      () => renameSync(join(folder, 'functions/intake/a.ts'), join(folder, 'functions/intake/c.ts')),
    ],
    ['the registry', () => writeFileSync(join(folder, 'serverless.yml'), 'service: y')],
  ]
  test.each(changes)('%s counts', (_, change) => {
    const before = fingerprintSources(folder)
    change()
    expect(fingerprintSources(folder)).not.toBe(before)
  })
  test('a file of another part does not count', () => {
    const before = fingerprintSources(folder)
    writeFileSync(join(folder, 'README.md'), 'news')
    expect(fingerprintSources(folder)).toBe(before)
  })
})

test('a stack that was made anew is not the one that was deployed', () => {
  const record = createDeploymentRecord(join(folder, 'data/deployed.json'))
  expect(record.matches({ fingerprint: 'f', stackId: '1' })).toBe(false)
  record.save({ fingerprint: 'f', stackId: '1' })
  expect(record.matches({ fingerprint: 'f', stackId: '1' })).toBe(true)
  expect(record.matches({ fingerprint: 'f', stackId: '2' })).toBe(false)
})

describe('one deployment at a time', () => {
  const never = new AbortController().signal

  test('the second waits for the first', async () => {
    const lock = join(folder, 'lock')
    const order: string[] = []
    let release = () => {}
    const first = holdingLock(lock, never, () => new Promise<void>((resolve) => (release = resolve)))
    const second = holdingLock(lock, never, async () => void order.push('second'))
    await new Promise((resolve) => setImmediate(resolve))
    order.push('first')
    release()
    await Promise.all([first, second])
    expect(order).toEqual(['first', 'second'])
  })

  test('a failed one gives the lock back', async () => {
    const lock = join(folder, 'lock')
    await expect(holdingLock(lock, never, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(lock)).toBe(false)
  })

  test('the lock of a dead process is taken over', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    writeFileSync(join(folder, 'lock'), String(pid))
    expect(await holdingLock(join(folder, 'lock'), never, async () => 'done')).toBe('done')
  })

  test('who is interrupted waits no longer', async () => {
    writeFileSync(join(folder, 'lock'), String(process.pid))
    const interrupt = new AbortController()
    const waiting = holdingLock(join(folder, 'lock'), interrupt.signal, async () => 'done')
    interrupt.abort(new Error('Ctrl-C'))
    await expect(waiting).rejects.toThrow('Ctrl-C')
  })
})
