import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { makePassword } from '../../cli/people/password.ts'
import { peopleTable } from '../../cli/people/people-table.ts'
import { readSignIn, removeSignIn, signInPath, writeSignIn } from '../../cli/people/sign-in-file.ts'
import { readClaims } from '../../cli/people/token-claims.ts'
import { createApi } from '../../cli/review/api.ts'
import { chooseTarget } from '../../cli/target.ts'
import { aReviewSummary } from './review-summaries.ts'
import { runCli } from './run-cli.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-login-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const options = { stage: 'local', port: 4566, data: '', json: false, verbose: false }
const pathFor = (changes: Partial<typeof options>) =>
  signInPath(chooseTarget({ ...options, ...changes }, {}), { XDG_CONFIG_HOME: folder })

const SIGN_IN = {
  name: 'lee',
  apiUrl: 'https://api.example',
  clientId: 'client',
  accessToken: 'access',
  refreshToken: 'refresh',
  expiresAtMs: 1,
}

describe('what is kept of a sign-in', () => {
  test('is for its owner only, also where a file was for all before', async () => {
    const path = pathFor({})
    await writeSignIn(path, SIGN_IN)
    expect(await readSignIn(path)).toEqual(SIGN_IN)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    rmSync(path)
    writeFileSync(path, '{}', { mode: 0o644 })
    await writeSignIn(path, SIGN_IN)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(dirname(path))).toHaveLength(1)
  })

  test('is another for every stack', () => {
    const paths = [{}, { port: 4567 }, { stage: 'prod' }, { stage: 'test' }].map(pathFor)
    expect(new Set(paths).size).toBe(paths.length)
  })

  test('that is damaged or gone is none', async () => {
    const path = pathFor({})
    expect(await readSignIn(path)).toBeUndefined()
    await writeSignIn(path, SIGN_IN)
    writeFileSync(path, '{"accessTok')
    expect(await readSignIn(path)).toBeUndefined()
    await removeSignIn(path)
    await removeSignIn(path)
  })
})

test('a token tells its owner name and role, and nonsense tells nothing', () => {
  const payload = { username: 'lee', 'cognito:groups': ['viewer', 'reviewer'] }
  const token = `x.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.y`
  expect(readClaims(token)).toEqual({ name: 'lee', role: 'reviewer' })
  expect(readClaims('nonsense')).toEqual({ name: undefined, role: undefined })
})

test('a password that is made satisfies the pool, and is another one each time', () => {
  const passwords = Array.from({ length: 20 }, makePassword)
  for (const password of passwords) expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{20,}$/)
  expect(new Set(passwords).size).toBe(20)
})

test('a name cannot paint the table', () => {
  const person = { name: 'lee\u001b[31m\nroot', enabled: false, isNew: false }
  const text = peopleTable([person])
  expect(text.split('\n')).toHaveLength(2)
  expect(text).toContain('lee root')
  expect(text).toContain('disabled')
})

describe('the API', () => {
  let server: Server
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/_api/x`
  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => void server.close())

  const me = () => ({ name: 'lee', role: 'viewer' as const })
  const tokens = () => {
    const given: (string | undefined)[] = []
    return {
      given,
      token: (refused?: string) => {
        given.push(refused)
        return Promise.resolve(refused === undefined ? 'old' : 'new')
      },
    }
  }

  test('that takes a token no more is asked once more with another', async () => {
    answer = ({ headers }, response) =>
      headers.authorization === 'Bearer new'
        ? response.end(JSON.stringify({ entries: [] }))
        : response.writeHead(401).end('{"message":"Unauthorized"}')
    const { token, given } = tokens()
    expect(await createApi(url(), { token, me }).audit('task')).toEqual({ entries: [] })
    expect(given).toEqual([undefined, 'old'])
  })

  test('that takes neither says so', async () => {
    answer = (_, response) => response.writeHead(401).end('{"message":"Unauthorized"}')
    const asking = createApi(url(), { token: tokens().token, me }).audit('task')
    await expect(asking).rejects.toMatchObject({ hint: expect.stringContaining('reelgate login') })
  })

  test('is read page by page until there is enough', async () => {
    const limits: (string | null)[] = []
    answer = ({ url: path = '' }, response) => {
      const { searchParams } = new URL(path, 'http://api')
      limits.push(searchParams.get('limit'))
      const reviews = Array.from({ length: Number(searchParams.get('limit')) }, () => aReviewSummary())
      response.end(JSON.stringify({ reviews, cursor: 'more' }))
    }
    const tasks = []
    for await (const task of createApi(url(), { token: tokens().token, me }).list({
      state: 'open',
      limit: 130,
    }))
      tasks.push(task)
    expect(tasks).toHaveLength(130)
    expect(limits).toEqual(['100', '30'])
  })

  test('is never told a token where others can listen', () => {
    expect(() => createApi('http://api.example', { token: tokens().token, me })).toThrow('not encrypted')
    expect(() => createApi('http://127.0.0.1.evil.example/', { token: tokens().token, me })).toThrow(
      'not encrypted',
    )
  })
})

describe('refuses', () => {
  test.each<[string[], RegExp]>([
    [['review', 'approve', 'abcd', '--port', '1'], /--reason/],
    [['review', 'approve', 'abcd', '--reason', '  ', '--port', '1'], /--reason/],
    [['withdraw', 'abcd', '--port', '1'], /--reason/],
    [['review', 'show', 'xyz'], /begins with that of its asset/],
    [['user', 'add', 'kim'], /--role/],
    [['user', 'add', 'kim', '--role', 'king'], /viewer, reviewer, operator/],
    [['login', '--api-url', 'http://api.example'], /https/],
    [['login', '--api-url', 'https://api.example'], /belong together/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })
})
