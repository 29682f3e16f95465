import { expect, test } from '@jest/globals'
import { inspectSource, type InspectSourceServices } from '../../functions/intake/inspect-source.ts'
import { NotFoundError } from '../../lib/errors.ts'

const source = { bucket: 'in', key: 'film.mp4', etag: 'one', sizeBytes: 5000 }
const input = { assetId: '0'.repeat(32), revision: 0, source }

/** A file whose identity is, at each look, the next of `etags`; undefined where it is gone. */
function services(
  etags: (string | undefined)[],
  readRange: () => Promise<Uint8Array>,
): InspectSourceServices {
  const looks = [...etags]
  return {
    storage: {
      headObject: async () => {
        const etag = looks.shift()
        return etag === undefined ? undefined : { etag, sizeBytes: source.sizeBytes }
      },
      readRange,
      listVersions: () => Promise.resolve([]),
      readText: () => Promise.reject(new NotFoundError('no job file')),
    },
    probe: () => Promise.reject(new Error('not asked')),
    assets: { note: async () => undefined },
    budget: { commit: () => Promise.reject(new Error('there is no budget')) },
    measure: () => undefined,
    now: () => 0,
    settings: {
      limits: { maxSizeBytes: 1e9, maxDurationMs: 1e7 },
      defaultProfile: 'default',
      transcribe: 'off',
      trigger: 'video',
      mediaBucket: 'media',
      region: 'us-east-1',
      monthlyBudgetUsd: 0,
    },
  }
}

const gone = () => Promise.reject(new NotFoundError('reading a part of the object'))
const noise = () => Promise.resolve(new Uint8Array(4096))

test.each([
  ['deleted', ['one', undefined], gone, 'source-deleted'],
  ['replaced by a shorter one', ['one', 'two'], () => Promise.reject(new Error('416')), 'source-replaced'],
  ['replaced by something else', ['one', 'two'], noise, 'source-replaced'],
] as const)(
  'a source that is %s while it is looked at is rejected, with the reason',
  async (_, etags, read, code) => {
    const output = await inspectSource.run(input, services([...etags], read))
    expect(output).toMatchObject({ decision: 'reject', reasons: [{ code }] })
  },
)

test('a source that is still there keeps what was found out, and the fault that was met', async () => {
  const output = await inspectSource.run(input, services(['one', 'one'], noise))
  expect(output).toMatchObject({ decision: 'reject', reasons: [{ code: 'not-a-video' }] })
  const failing = inspectSource.run(
    input,
    services(['one', 'one'], () => Promise.reject(new Error('S3 is away'))),
  )
  await expect(failing).rejects.toThrow('S3 is away')
})

test.each([
  ['an upload is counted when it was looked at', 0, 'video', [{ AssetsUploaded: 1 }]],
  ['the processing of it anew is not', 1, 'video', []],
  ['one that waits for its job file is counted when that has come', 0, 'job-file', []],
] as const)('%s', async (_what, revision, trigger, expected) => {
  const measured: object[] = []
  const given = services(['one', 'one'], noise)
  await inspectSource.run(
    { ...input, revision },
    { ...given, measure: (one) => void measured.push(one), settings: { ...given.settings, trigger } },
  )
  expect(measured).toEqual(expected)
})
