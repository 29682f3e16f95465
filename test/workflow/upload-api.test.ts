// Uploads of people through the API of a deployed Reelgate: by forms and addresses that are good for one thing each, and
// by the command line, killed in the middle.
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Problem, Upload } from '../../schemas/generated/types.ts'
import { runCli, startCli } from '../cli/run-cli.ts'
import { startTestCloud } from '../support/cloud.ts'
import { openOffice, type Office, type Person } from '../support/people.ts'
import { eventually, openScene, sampleBytes, type Scene } from './scene.ts'

jest.setTimeout(900_000)

const MIB = 1024 ** 2
const PART = 5 * MIB
const CONSOLE = 'https://console.example'

let scene: Scene
let office: Office
let una: Person
let folder: string
let film: Buffer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-uploads-'))
  film = await sampleBytes('no-audio', folder)
  const params = {
    ...{ uploadPartsAboveBytes: String(PART), uploadPartBytes: String(PART) },
    ...{ maxSourceSizeBytes: String(64 * MIB), consoleOrigins: CONSOLE },
  }
  scene = openScene(await startTestCloud({ detector: 'scripted', params }))
  office = openOffice(scene.cloud)
  una = await office.hire('una', 'uploader')
})
afterAll(async () => {
  office?.close()
  await scene?.cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

const begin = async (body: object, by = una): Promise<Upload> => {
  const answer = await by.ask<Upload>('POST /uploads', body)
  expect(answer.status).toBe(201)
  return answer.body
}

const keysOf = async ({ uploadId }: Upload) => {
  const asked = { Bucket: scene.bucket, Prefix: `uploads/${uploadId}/` }
  const { Contents = [] } = await scene.cloud.s3.send(new ListObjectsV2Command(asked))
  return Contents.map(({ Key = '' }) => Key.slice(asked.Prefix.length))
}

async function post({ form }: Pick<Upload, 'form'>, bytes: Buffer, changes: Record<string, string> = {}) {
  const body = new FormData()
  for (const [name, value] of Object.entries({ ...form!.fields, ...changes })) body.set(name, value)
  body.set('file', new Blob([new Uint8Array(bytes)]), 'any')
  const answer = await fetch(form!.url, { method: 'POST', body })
  const text = await answer.text()
  return { status: answer.status, code: /<Code>(\w+)</.exec(text)?.[1] }
}

const wider = (policy: string) =>
  Buffer.from(
    Buffer.from(policy, 'base64')
      .toString()
      .replace(/"content-length-range",\d+,\d+/, '"content-length-range",0,9'),
  ).toString('base64')

describe('a form', () => {
  test('takes the film that it was signed for, and nothing else', async () => {
    const upload = await begin({ fileName: '영화 😀.mp4', sizeBytes: film.length, job: { title: '영화' } })
    const fields = upload.form!.fields
    const wrong: [code: string, bytes: Buffer, changes?: Record<string, string>][] = [
      ['EntityTooLarge', Buffer.concat([film, film])],
      ['EntityTooSmall', film.subarray(0, 10)],
      ['AccessDenied', film, { 'Content-Type': 'text/html' }],
      ['AccessDenied', film, { key: fields['key']!.replace('uploads/', 'other/') }],
      ['AccessDenied', film, { key: '${filename}' }],
      ['AccessDenied', film, { acl: 'public-read' }],
      ['SignatureDoesNotMatch', film, { Policy: wider(fields['Policy']!) }],
    ]
    for (const [code, bytes, changes] of wrong)
      expect([code, await post(upload, bytes, changes)]).toEqual([code, expect.objectContaining({ code })])
    expect(await keysOf(upload)).toEqual(['영화 😀.mp4.job.json'])
    expect(await una.ask(`POST /uploads/${upload.uploadId}/complete`)).toMatchObject({
      ...{ status: 409, body: { code: 'film-missing' } },
    })

    expect(await post(upload, film)).toEqual({ status: 201, code: undefined })
    const done = await una.ask<Upload>(`POST /uploads/${upload.uploadId}/complete`)
    expect(done).toMatchObject({ status: 200, body: { state: 'received' } })
    const asset = await scene.outcomeOf(`uploads/${upload.uploadId}/영화 😀.mp4`)
    expect(asset).toMatchObject({ outcome: 'published', title: '영화' })
    const told = await una.ask<Upload>(`GET /uploads/${upload.uploadId}`)
    expect(told.body.asset).toMatchObject({ assetId: asset.assetId, outcome: 'published' })
    expect(await una.ask(`DELETE /uploads/${upload.uploadId}`)).toMatchObject({ status: 409 })
  })

  test.each([
    ['of 5 TiB', { sizeBytes: 5 * 1024 ** 4 }, 'file-too-large'],
    ['of nothing', { sizeBytes: 0 }, 'file-empty'],
    ['with a folder in its name', { fileName: '../../other.mp4' }, 'file-name-wrong'],
    ['of a page', { contentType: 'text/html' }, 'file-type-wrong'],
    ['with a profile that is none', { job: { profile: 'NOT A PROFILE' } }, 'invalid-input'],
    ['with a key of its own', { key: 'elsewhere.mp4' }, 'invalid-input'],
  ])('is not given for a film %s', async (_what, changes, code) => {
    const asked = { fileName: 'clip.mp4', sizeBytes: 10, ...changes }
    expect(await una.ask('POST /uploads', asked)).toMatchObject({ status: 400, body: { code } })
  })
})

/** As a page of another origin sends it: fetch does not let a caller choose its Origin. */
function sendFrom(
  origin: string,
  { method, url, headers = {}, bytes }: { method: string; url: string; headers?: object; bytes?: Buffer },
): Promise<{ status: number; admitted: unknown }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers: { ...headers, origin }, agent: false }, (answer) => {
      answer.resume()
      const admitted = answer.headers['access-control-allow-origin']
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, admitted }))
    })
    call.on('error', reject).end(bytes)
  })
}

const putFrom = (origin: string, url: string, bytes: Buffer) =>
  sendFrom(origin, { method: 'PUT', url, bytes, headers: { 'content-length': bytes.length } })

const put = async (url: string, bytes: Buffer) => {
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) })
  return { status: answer.status, code: /<Code>(\w+)</.exec(await answer.text())?.[1] }
}

describe('the address of a part', () => {
  test('takes the bytes of that part, from the pages that the stage names, and can be asked for again', async () => {
    const upload = await begin({ fileName: 'large.mp4', sizeBytes: PART + MIB, job: {} })
    const [first, second] = upload.parts!.missing
    const [whole, rest] = [Buffer.alloc(PART, 1), Buffer.alloc(MIB, 2)]
    expect(await put(first!.url, Buffer.alloc(MIB))).toEqual({ status: 403, code: 'SignatureDoesNotMatch' })
    expect(await put(second!.url.replace('partNumber=2', 'partNumber=3'), rest)).toMatchObject({
      code: 'SignatureDoesNotMatch',
    })
    expect(await putFrom('https://attacker.example', second!.url, rest)).toMatchObject({ status: 403 })
    expect(await putFrom(CONSOLE, second!.url, rest)).toEqual({ status: 200, admitted: CONSOLE })

    const { body: half } = await una.ask<Upload>(`GET /uploads/${upload.uploadId}`)
    expect(half.parts).toMatchObject({ receivedBytes: MIB, missing: [{ partNumber: 1 }] })
    expect(await una.ask(`POST /uploads/${upload.uploadId}/complete`)).toMatchObject({
      body: { code: 'parts-missing' },
    })
    expect(await put(half.parts!.missing[0]!.url, whole)).toMatchObject({ status: 200 })

    expect(await una.ask(`DELETE /uploads/${upload.uploadId}`)).toMatchObject({ status: 204 })
    expect(await una.ask(`GET /uploads/${upload.uploadId}`)).toMatchObject({ status: 404 })
    expect(await keysOf(upload)).toEqual([])
    const left = await scene.cloud.s3.send(new ListMultipartUploadsCommand({ Bucket: scene.bucket }))
    expect(left.Uploads ?? []).toEqual([])
  })
})

describe('who may upload', () => {
  test('pages of the console, and of no other origin', async () => {
    const asked = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    }
    const preflight = {
      method: 'OPTIONS',
      url: `${scene.cloud.output('ApiEndpoint')}/uploads`,
      headers: asked,
    }
    expect(await sendFrom(CONSOLE, preflight)).toEqual({ status: 204, admitted: CONSOLE })
    expect((await sendFrom('https://attacker.example', preflight)).admitted).toBeUndefined()
  })

  test('uploaders, whatever else they are, and operators; nobody goes on with what another began', async () => {
    const upload = await begin({ fileName: 'mine.mp4', sizeBytes: 10 })
    const rui = await office.hire('rui', 'reviewer')
    expect(await rui.ask<Problem>('POST /uploads', {})).toMatchObject({ status: 403 })
    const ursula = await office.hire('ursula', 'reviewer', 'uploader')
    expect(await ursula.ask(`GET /uploads/${upload.uploadId}`)).toMatchObject({ status: 404 })
    expect(await ursula.ask('GET /reviews')).toMatchObject({ status: 200 })
    expect(await una.ask('GET /reviews')).toMatchObject({ status: 403 })
    const olga = await office.hire('olga', 'operator')
    await begin({ fileName: 'theirs.mp4', sizeBytes: 10 }, olga)
  })
})

describe('the command line', () => {
  test('goes on after a kill in the middle, sends no part twice, and ends published', async () => {
    const place = ['--endpoint-url', scene.cloud.url]
    const home = { XDG_CONFIG_HOME: join(folder, 'config'), XDG_STATE_HOME: join(folder, 'state') }
    // An MP4 may end with a box of nothing: the film is real, and large enough for five parts.
    const padding = Buffer.alloc(23 * MIB)
    padding.writeUInt32BE(padding.length)
    padding.write('free', 4)
    const path = join(folder, 'large film.mp4')
    writeFileSync(path, Buffer.concat([film, padding]))
    writeFileSync(join(folder, 'large film.en.vtt'), 'WEBVTT\n\n00:00.000 --> 00:00.900\nA quiet room.\n')
    expect(await runCli(['login', '--as', 'una', ...place], home)).toMatchObject({ code: 0 })

    // Two of five parts arrive, and then nothing does.
    await scene.cloud.inject({
      ...{ kind: 'error', service: 's3', operation: 'UploadPart', errorCode: 'SlowDown' },
      ...{ statusCode: 503, after: 2, times: 1000 },
    })
    const words = ['upload', path, '--title', 'Quiet', '--tag', 'test', ...place]
    const first = startCli(words, home)
    const partsSent = () =>
      scene
        .journal()
        .filter(
          ({ eventName, errorCode, requestParameters: { key } }) =>
            eventName === 'UploadPart' && errorCode === undefined && String(key).endsWith('large film.mp4'),
        )
    await eventually('Two parts', async () => partsSent().length === 2 || undefined)
    first.kill()
    await first.ended
    await scene.cloud.clearFaults()

    expect(await runCli(words, home)).toMatchObject({ code: 2, stderr: expect.stringContaining('--resume') })
    const resumed = await runCli([...words, '--resume', '--json'], home)
    expect(resumed).toMatchObject({ code: 0 })
    const upload = JSON.parse(resumed.stdout) as Upload
    expect(upload).toMatchObject({ fileName: 'large film.mp4', asset: { outcome: 'published' } })
    const numbers = partsSent().map(({ requestParameters: { partNumber } }) => Number(partNumber))
    expect(numbers.toSorted()).toEqual([1, 2, 3, 4, 5])
    const [asset] = await scene.assetsOf(`uploads/${upload.uploadId}/large film.mp4`)
    expect(asset).toMatchObject({ title: 'Quiet', tags: ['test'], captions: [{ language: 'en' }] })
  })
})
