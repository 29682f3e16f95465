// People at the command line of a deployed Reelgate: they sign in, decide, and take decisions back.
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ReviewDetail, ReviewSummary } from '../../schemas/generated/types.ts'
import { startTestCloud } from '../support/cloud.ts'
import { eventually, openScene, sampleBytes, type Scene } from '../workflow/scene.ts'
import { runCli } from './run-cli.ts'

jest.setTimeout(900_000)

const HARM = { name: 'Self-Harm', confidence: 93.5, fromMs: 12_000, toMs: 17_000 }
const SCRIPT = JSON.stringify({ durationMs: 60_000, labels: [HARM] })

let scene: Scene
let folder: string
let film: Buffer
let port: string

/** `reelgate` as somebody calls it: everybody has a configuration of their own. */
const reelgateAs =
  (person: string) =>
  (...args: string[]) =>
    runCli([...args, '--port', port], { XDG_CONFIG_HOME: join(folder, person) })
const kim = reelgateAs('kim')
const rita = reelgateAs('rita')
const vera = reelgateAs('vera')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-people-'))
  film = await sampleBytes('no-audio', folder)
  scene = openScene(await startTestCloud({ detector: 'scripted' }))
  port = new URL(scene.cloud.url).port
  await kim('login', '--as', 'kim')
  await kim('user', 'add', 'rita', '--role', 'reviewer')
  await kim('user', 'add', 'vera', '--role', 'viewer')
  await rita('login', '--as', 'rita')
  await vera('login', '--as', 'vera')
})
afterAll(async () => {
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const put = (key: string, body: string | Buffer) =>
  scene.cloud.s3.send(new PutObjectCommand({ Bucket: scene.bucket, Key: key, Body: body }))

const listed = async (...options: string[]): Promise<ReviewSummary[]> => {
  const { stdout } = await rita('review', 'list', '--json', ...options)
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as ReviewSummary]))
}

/** A film that nobody but people can decide on; its open task. */
async function escalate(name: string): Promise<ReviewSummary> {
  await put(`${name}.mp4.labels.json`, SCRIPT)
  await put(`${name}.mp4`, film)
  return eventually(`The review of ${name}`, async () =>
    (await listed()).find(({ sourceUri }) => sourceUri.endsWith(`/${name}.mp4`)),
  )
}

const outcomeOf = (name: string, outcome: string) =>
  eventually(`${name} ${outcome}`, async () => {
    const [asset] = await scene.assetsOf(`${name}.mp4`)
    return asset?.outcome === outcome ? asset : undefined
  })

const OK = expect.objectContaining({ code: 0, stderr: '' })

describe('given people of the local cloud', () => {
  test('then they are listed with their roles, and the first one is an operator', async () => {
    const { stdout } = await kim('user', 'list')
    expect(stdout).toMatch(/kim +operator/)
    expect(stdout).toMatch(/rita +reviewer/)
    expect(stdout).toMatch(/vera +viewer/)
  })

  test('when somebody signs in, then no token is shown, and it is kept for them only', async () => {
    const { stdout, stderr } = await rita('login', '--as', 'rita')
    expect(stdout).toContain('Signed in as rita (reviewer)')
    const kept = join(folder, 'rita/reelgate/sign-ins')
    const [file = ''] = readdirSync(kept)
    const { accessToken, refreshToken } = JSON.parse(readFileSync(join(kept, file), 'utf8')) as {
      accessToken: string
      refreshToken: string
    }
    for (const token of [accessToken, refreshToken]) {
      expect(token.length).toBeGreaterThan(20)
      expect(stdout + stderr + scene.cloud.log()).not.toContain(token)
    }
  })

  test('when nobody is signed in, then it is said how to', async () => {
    const nobody = reelgateAs('nobody')
    const { code, stderr } = await nobody('review', 'list')
    expect(code).toBe(1)
    expect(stderr).toContain(`reelgate login --port ${port}`)
  })

  test('when somebody signs out, then their sign-in is over', async () => {
    const lee = reelgateAs('lee')
    await lee('login', '--as', 'lee')
    expect((await lee('review', 'list')).code).toBe(0)
    expect(await lee('logout')).toEqual(OK)
    expect(readdirSync(join(folder, 'lee/reelgate/sign-ins'))).toEqual([])
    expect((await lee('review', 'list')).code).toBe(1)
  })

  test('when a role is changed, then the next sign-in has it', async () => {
    const max = reelgateAs('max')
    await kim('user', 'add', 'max', '--role', 'operator')
    const { stdout } = await kim('user', 'add', 'max', '--role', 'viewer')
    expect(stdout).toContain('max was operator and is viewer')
    expect((await max('login', '--as', 'max')).stdout).toContain('max (viewer)')
  })
})

describe('given a film that the policy leaves to people', () => {
  test('when it is approved, then it is published, and the trail says by whom and why', async () => {
    const { taskId } = await escalate('approved')
    const next = await rita('review', 'next')
    expect(next).toEqual(OK)
    expect(next.stdout).toContain('approved.mp4')
    expect(next.stdout).toContain('Violence › Graphic Violence › Self-Harm, 93 % sure, at 0:12-0:17')
    const [picture = ''] = /\S+reelgate-review-\S+\.jpg/.exec(next.stdout) ?? []
    expect(existsSync(picture)).toBe(true)
    rmSync(dirname(picture), { recursive: true })

    const taken = await kim('review', 'claim', taskId)
    expect(taken.code).toBe(1)
    expect(taken.stderr).toContain('claimed by rita until')

    const silent = await rita('review', 'approve', taskId.slice(0, 8))
    expect(silent.code).toBe(2)
    expect(silent.stderr).toContain('--reason')
    expect(await rita('review', 'approve', taskId.slice(0, 8), '--reason', 'A drill')).toEqual(OK)
    await outcomeOf('approved', 'published')

    const again = await rita('review', 'reject', taskId, '--reason', 'No')
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('This review task is decided.')
    const { stdout: trail } = await vera('review', 'audit', taskId)
    expect(trail).toMatch(/rita +claimed/)
    expect(trail).toMatch(/rita +decided: approve +A drill/)
  })

  test('when it is rejected, then it is quarantined', async () => {
    const { taskId } = await escalate('rejected')
    const unclaimed = await rita('review', 'reject', taskId, '--reason', 'Harm')
    expect(unclaimed.stderr).toContain('reelgate review claim')
    const claimed = await rita('review', 'claim', taskId, '--json')
    const { review, asset } = JSON.parse(claimed.stdout) as ReviewDetail
    expect(review).toMatchObject({ taskId, state: 'claimed', claimedBy: 'rita' })
    expect(asset!.findings[0]!.evidence[0]).toHaveProperty('frameUrl')
    const decided = await rita('review', 'reject', taskId, '--reason', 'Harm', '--json')
    expect(JSON.parse(decided.stdout)).toMatchObject({ state: 'decided', decision: { by: 'rita' } })
    await outcomeOf('rejected', 'quarantined')
  })

  test('when a reviewer gives it back or passes it on, then it waits for others', async () => {
    const { taskId } = await escalate('passed-on')
    await rita('review', 'claim', taskId)
    expect(await rita('review', 'release', taskId)).toEqual(OK)
    expect((await listed()).map((task) => task.taskId)).toContain(taskId)
    await rita('review', 'claim', taskId)
    expect(await rita('review', 'pass-on', taskId, '--reason', 'Above me')).toEqual(OK)
    expect(await listed('--line', 'second')).toMatchObject([{ taskId, line: 'second' }])

    const refused = await rita('review', 'next', '--line', 'second')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('The second line is for operators.')
    const next = await eventually('the second line', async () => {
      const ended = await kim('review', 'next', '--line', 'second')
      return ended.code === 0 ? ended : undefined
    })
    expect(next.stdout).toContain('rita: pass-on, “Above me”')
    expect(await kim('review', 'reject', taskId, '--reason', 'Harm')).toEqual(OK)
    await outcomeOf('passed-on', 'quarantined')
  })

  test('when nothing waits, then that is an exit code of its own', async () => {
    expect(await rita('review', 'next')).toMatchObject({
      code: 3,
      stdout: 'Nothing waits on the first line.\n',
    })
    expect(await rita('review', 'next', '--json')).toMatchObject({ code: 3, stdout: '' })
  })

  test('when a viewer wants to decide, then the role that is missing is named', async () => {
    const { code, stderr } = await vera('review', 'next')
    expect(code).toBe(1)
    expect(stderr).toContain('This needs the role reviewer.')
    expect(stderr).toContain('reelgate user add vera --role reviewer')
  })
})

describe('given an asset with an outcome', () => {
  test('then an operator withdraws, publishes and reopens it, and nobody else does', async () => {
    const { taskId, assetId } = await escalate('by-hand')
    await rita('review', 'claim', taskId)
    await rita('review', 'approve', taskId, '--reason', 'Fine')
    await outcomeOf('by-hand', 'published')
    const id = assetId.slice(0, 8)

    const refused = await rita('withdraw', id, '--reason', 'No')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('This needs the role operator.')
    expect(await kim('withdraw', id, '--reason', 'A complaint')).toEqual(OK)
    await outcomeOf('by-hand', 'quarantined')
    const twice = await kim('reopen', id, '--reason', 'The complaint was wrong', '--json')
    const { taskId: appeal } = JSON.parse(twice.stdout) as { taskId: string }
    const waiting = await eventually('the appeal', async () =>
      (await listed()).find((task) => task.taskId === appeal),
    )
    expect(waiting).toMatchObject({ kind: 'appeal', requestedBy: 'kim' })
    const busy = await kim('reopen', id, '--reason', 'Again')
    expect(busy.stderr).toContain('under review already')
    await rita('review', 'claim', appeal)
    await rita('review', 'reject', appeal, '--reason', 'It was right')
    await eventually(
      'the decision',
      async () => (await scene.assetsOf('by-hand.mp4'))[0]?.verdict?.taskId === appeal || undefined,
    )
    expect(await kim('publish', id, '--reason', 'I have looked myself')).toEqual(OK)
    const published = await outcomeOf('by-hand', 'published')
    expect(published.verdict).toMatchObject({ decidedBy: 'operator', by: 'kim' })
  })
})
