import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { choosePolicy } from '../../lib/policies.ts'
import type { Asset, Policy, Verdict } from '../../schemas/generated/types.ts'
import { aFinding, aPolicy, aRule } from '../unit/policy/findings.ts'
import { makeAsset, startFakeCloud, type FakeCloud } from './fake-cloud.ts'
import { runCli } from './run-cli.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-policy-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
  return path
}

describe('policy check', () => {
  test('says that a good policy is one', async () => {
    const { code, stdout } = await runCli(['policy', 'check', write('good.json', aPolicy())])
    expect(code).toBe(0)
    expect(stdout).toContain('policy test, version 1, 1 rules, no problems')
  })

  test('names every problem with its line and ends with 2', async () => {
    const text = JSON.stringify(aPolicy(), undefined, 2)
    const bad = text.replace('"explicit"', '"explicite"').replace('"version"', '"vershon"')
    const path = write('bad.json', bad)
    const { code, stdout } = await runCli(['policy', 'check', path])
    expect(code).toBe(2)
    const line = bad.split('\n').findIndex((one) => one.includes('explicite')) + 1
    expect(stdout).toMatch(
      new RegExp(`${path}:${line}:\\d+ {2}/rules/0/category is "explicite" .*mean "explicit"`),
    )
    expect(stdout).toMatch(/:1:1 {2}\/version is missing/)
    expect(stdout).toMatch(/:3:3 {2}\/vershon is not a field of a policy; did you mean "version"\?/)
    expect(stdout).toContain('3 problems.')
  })

  test('tells programs the same', async () => {
    const { code, stdout } = await runCli(['policy', 'check', write('empty.json', {}), '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      problems: expect.arrayContaining([
        expect.objectContaining({ pointer: '/default', line: 1, column: 1 }),
      ]),
    })
  })

  test.each<[string, string, RegExp]>([
    ['that is not JSON', '{\n  "policyId": "x",\n}', /:3:1 {2}the file is not JSON from here on/],
    ['that is empty', '', /:1:1 {2}the file is not JSON/],
    ['that is not an object', '[]', /the file must be object/],
    ['with a name twice', '{ "rules": [],\n "rules": [] }', /:2:2 {2}\/rules stands twice/],
    ['with an escape sequence in a name', '{ "\\u001b[31mx": 1 }', /\/x is not a field/],
  ])('explains a file %s', async (_, text, problem) => {
    const { code, stdout } = await runCli(['policy', 'check', write('odd.json', text)])
    expect(code).toBe(2)
    expect(stdout).toMatch(problem)
    expect(stdout).not.toContain('\u001b')
  })

  test('warns of a version that says two things', async () => {
    const changed = { ...choosePolicy(), description: 'Another one.' }
    const { code, stderr } = await runCli(['policy', 'check', write('changed.json', changed)])
    expect(code).toBe(0)
    expect(stderr).toContain('give one of them another version')
    const same = await runCli(['policy', 'check', write('same.json', choosePolicy())])
    expect(same.stderr).toBe('')
  })

  test.each<[string, () => string, RegExp]>([
    ['a file that is not there', () => join(folder, 'none.json'), /none\.json does not exist/],
    ['a folder', () => folder, /is a folder/],
    ['a film', () => write('film.json', 'x'.repeat(1024 * 1024 + 1)), /larger than 1 MB/],
  ])('refuses %s', async (_, path, message) => {
    const { code, stdout, stderr } = await runCli(['policy', 'check', path()])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })
})

test('policy list shows what job files may name', async () => {
  const { stdout } = await runCli(['policy', 'list'])
  expect(stdout).toMatch(/^default +1 /m)
  const { stdout: json } = await runCli(['policy', 'list', '--json'])
  const lines = json.trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as Policy).policyId)).toEqual(['default', 'strict'])
})

describe('policy replay', () => {
  const verdict = (decision: Verdict['decision'], changes: Partial<Verdict> = {}): Verdict => ({
    decision,
    decidedBy: 'policy',
    decidedAt: '2026-11-21T09:00:00.000Z',
    policyId: 'test',
    policyVersion: '1',
    reasons: [],
    findingIds: [],
    ...changes,
  })
  const decided = (key: string, fields: Partial<Asset>) =>
    makeAsset({ key, moderation: { looked: true }, findings: [aFinding()], ...fields })

  let cloud: FakeCloud
  beforeAll(async () => {
    cloud = await startFakeCloud()
    const longAgo = new Date(Date.now() - 40 * 24 * 3_600_000).toISOString()
    const assets = [
      decided('old.mp4', {
        verdict: verdict('approve'),
        registeredAt: longAgo,
        registeredMonth: longAgo.slice(0, 7),
      }),
      makeAsset({ key: 'under-way.mp4' }),
      decided('other.mp4', { verdict: verdict('approve', { policyId: 'strict' }) }),
      decided('clean.mp4', { verdict: verdict('approve'), findings: [] }),
      decided('blind.mp4', { verdict: verdict('escalate'), moderation: { looked: false }, findings: [] }),
      decided('reviewed.mp4', {
        title: 'A \u001b[31mreviewed one',
        verdict: verdict('approve', { decidedBy: 'reviewer' }),
        verdictHistory: [verdict('escalate')],
      }),
      decided('let-through.mp4', { verdict: verdict('approve') }),
    ]
    assets.forEach((asset) => cloud.assets.set(asset.assetId, asset))
  })
  afterAll(() => cloud.close())

  const stricter = () =>
    write(
      'stricter.json',
      aPolicy({ version: '2', rules: [aRule({ thresholds: [{ minConfidence: 90, verdict: 'reject' }] })] }),
    )
  const replay = (...args: string[]) => runCli(['policy', 'replay', ...args, '--endpoint-url', cloud.url])

  test('shows the verdicts that would change, with their reasons, and counts', async () => {
    const { code, stdout } = await replay('--policy', stricter())
    expect(code).toBe(0)
    const names = [...stdout.matchAll(/^[0-9a-f]{10} .* {2}(\S.*)$/gm)].map(([, name]) => name)
    expect(names).toEqual(['let-through.mp4', 'A reviewed one', 'old.mp4'])
    expect(stdout).toMatch(/escalate +reject +approve by reviewer +A reviewed one/)
    expect(stdout).toContain('Exposed Female Nipple (Explicit), 98 % sure, 0:12-0:15')
    expect(stdout).toContain(
      'Policy test, version 2: 3 of 5 verdicts would change (2 approve → reject, 1 escalate → reject).',
    )
    expect(stdout).toContain('1 asset without a verdict of a policy left out.')
    expect(stdout).toContain('1 verdict of other policies left out; --all takes them too.')
  })

  test('leaves out what was uploaded before a moment', async () => {
    const { stdout } = await replay('--policy', stricter(), '--since', '30d', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ policyVersion: '2', replayed: 4, changed: 2 })
  })

  test('takes the verdicts of other policies too, and a policy by its name', async () => {
    const { stdout } = await replay('--policy', 'strict', '--all', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ policyId: 'strict', replayed: 6, ofOtherPolicies: 0 })
    const own = await replay('--policy', 'strict', '--json')
    expect(JSON.parse(own.stdout)).toMatchObject({ replayed: 1, changed: 1, ofOtherPolicies: 5 })
  })

  test('says when it has not read everything', async () => {
    const { stderr } = await replay('--policy', stricter(), '--limit', '2')
    expect(stderr).toContain('Only the newest 2 assets were read')
  })

  test('does nothing with a policy that has problems', async () => {
    const calls = cloud.tableCalls.length
    const { code, stdout } = await replay('--policy', write('nothing.json', {}))
    expect(code).toBe(2)
    expect(stdout).toContain('/default is missing')
    expect(cloud.tableCalls).toHaveLength(calls)
  })

  test.each([
    ['no policy', [], /required option '--policy <file>'/],
    ['a beginning that is none', ['--policy', 'strict', '--since', 'soon'], /2026-11-01, .*30d/],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await replay(...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})
