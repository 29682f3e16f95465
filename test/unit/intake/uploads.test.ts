// Which uploads are begun, under which names, and how large films are cut.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { faultOfFilmName, uploadKey } from '../../../functions/intake/rules/upload-name.ts'
import {
  choosePartSize,
  goesInParts,
  missingParts,
  planParts,
} from '../../../functions/intake/rules/upload-parts.ts'
import { checkUpload, planUpload } from '../../../functions/intake/rules/upload-request.ts'
import type { UploadRequest } from '../../../schemas/generated/types.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3
const TIB = 1024 ** 4
const ID = '0123456789abcdef0123456789abcdef'
const LIMITS = { maxSizeBytes: 100 * GIB, trigger: 'video' }

const request = (changes: Partial<UploadRequest> = {}): UploadRequest => ({
  ...{ fileName: 'clip.mp4', sizeBytes: 10 },
  ...changes,
})
const codeOf = (changes: Partial<UploadRequest>, limits = LIMITS) =>
  checkUpload(request(changes), limits)?.code

describe('the name of a film', () => {
  test.each(['clip.mp4', '한국 영화 (1).mov', '🎬 final*.mp4', 'no extension', "it's +100%.mkv", '.hidden'])(
    'may be %s, and stays as it is',
    (name) => {
      expect(faultOfFilmName(name)).toBeUndefined()
      expect(uploadKey(ID, name)).toBe(`uploads/${ID}/${name}`)
    },
  )

  test.each([
    ['', 'no name'],
    ['  ', 'no name'],
    ['..', 'no name'],
    ['../clip.mp4', 'folder'],
    ['a/b.mp4', 'folder'],
    ['C:\\films\\clip.mp4', 'folder'],
    ['line\nbreak.mp4', 'control'],
    ['\u0000.mp4', 'control'],
    ['half \ud83d.mp4', 'broken'],
    ['clip ${filename}', '"${"'],
    ['clip.mp4.job.json', 'job file'],
    ['clip.ko.vtt', 'captions'],
    [`${'한'.repeat(400)}.mp4`, '1204 bytes'],
  ])('may not be %j', (name, why) => expect(faultOfFilmName(name)).toContain(why))

  test('leaves room for the job file in the 1,024 bytes of a key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1100 }), (name) => {
        if (faultOfFilmName(name) !== undefined) return
        const { jobFileKey } = planUpload(request({ fileName: name, job: {} }), ID)
        expect(Buffer.byteLength(jobFileKey!)).toBeLessThanOrEqual(1024)
        expect(jobFileKey!.split('/')).toHaveLength(3)
      }),
    )
  })
})

describe('an upload', () => {
  test.each<[string, Partial<UploadRequest>, string]>([
    ['of nothing', { sizeBytes: 0 }, 'file-empty'],
    ['of a byte too much', { sizeBytes: 100 * GIB + 1 }, 'file-too-large'],
    ['of 5 TiB', { sizeBytes: 5 * TIB }, 'file-too-large'],
    ['of a page', { contentType: 'text/html' }, 'file-type-wrong'],
    ['of a picture that may hold scripts', { contentType: 'image/svg+xml' }, 'file-type-wrong'],
    ['with a line in its type', { contentType: 'video/mp4\r\nx: y' }, 'file-type-wrong'],
    ['with a job file for another', { job: { source: 'other.mp4' } }, 'job-file-wrong'],
    ['with metadata nested too deep', { job: { metadata: nested(20) } }, 'job-file-wrong'],
    ['with a policy that there is not', { job: { policy: 'none-such' } }, 'job-file-wrong'],
    ['with a profile that there is not', { job: { profile: 'none-such' } }, 'job-file-wrong'],
    ['with captions of another', captions('other.ko.vtt'), 'caption-name-wrong'],
    ['with captions elsewhere', captions('../clip.ko.vtt'), 'caption-name-wrong'],
    ['with captions twice', captions('clip.ko.vtt', 'clip.ko.vtt'), 'caption-name-wrong'],
    ['with something else as captions', captions('clip.exe'), 'caption-name-wrong'],
  ])('%s is refused', (_what, changes, code) => expect(codeOf(changes)).toBe(code))

  test.each<[string, Partial<UploadRequest>]>([
    ['of exactly what is allowed', { sizeBytes: 100 * GIB }],
    ['of a film of any kind', { contentType: 'video/x-matroska' }],
    ['with captions by name', captions('clip.ko.vtt', 'clip.en.srt')],
    [
      'with captions that the job file names',
      { ...captions('말.vtt'), job: { captions: [{ file: '말.vtt' }] } },
    ],
  ])('%s may begin', (_what, changes) => expect(codeOf(changes)).toBeUndefined())

  test('names only a policy that is open to who uploads', () => {
    const asking = (policy: string) =>
      checkUpload(request({ job: { policy } }), { ...LIMITS, policies: ['default'] })?.code
    expect(asking('strict')).toBe('policy-not-open')
    expect(asking('default')).toBeUndefined()
    expect(codeOf({ job: { policy: 'strict' } })).toBeUndefined()
  })

  test('needs a job file where every film does', () => {
    const limits = { ...LIMITS, trigger: 'job-file' }
    expect(codeOf({}, limits)).toBe('job-file-missing')
    expect(codeOf({ job: {} }, limits)).toBeUndefined()
  })

  test.each([
    ['clip.MP4', 'video/mp4'],
    ['clip.mxf', 'application/mxf'],
    ['clip', 'application/octet-stream'],
  ])('of %s has the type %s unless another is given', (fileName, contentType) => {
    expect(planUpload(request({ fileName }), ID)).toMatchObject({ contentType })
  })
})

describe('a large film', () => {
  test('goes in parts above the limit, and above 5 GiB in any case', () => {
    expect(goesInParts(100 * MIB, 100 * MIB)).toBe(false)
    expect(goesInParts(100 * MIB + 1, 100 * MIB)).toBe(true)
    expect(goesInParts(5 * GIB + 1, 10 * GIB)).toBe(true)
  })

  test('of 5 TiB is cut into parts that S3 takes', () => {
    const partSizeBytes = choosePartSize(5 * TIB, 16 * MIB)
    expect(partSizeBytes).toBe(525 * MIB)
    expect(planParts(5 * TIB, partSizeBytes)).toHaveLength(9987)
  })

  test('is covered by its parts without a gap, each of 5 MiB at least but the last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 * GIB }),
        fc.integer({ min: 1, max: 64 * MIB }),
        (size, wanted) => {
          const partSizeBytes = choosePartSize(size, wanted)
          const parts = planParts(size, partSizeBytes)
          expect(parts.length).toBeLessThanOrEqual(10_000)
          expect(partSizeBytes).toBeGreaterThanOrEqual(5 * MIB)
          const last = parts.at(-1)!
          expect(last.startByte + last.sizeBytes).toBe(size)
          expect(last.startByte).toBe((parts.length - 1) * partSizeBytes)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('misses a part that has another size than planned', () => {
    const planned = planParts(12 * MIB, 5 * MIB)
    const stored = new Map([
      [1, { sizeBytes: 5 * MIB }],
      [3, { sizeBytes: 1 * MIB }],
    ])
    expect(missingParts(planned, stored).map(({ partNumber }) => partNumber)).toEqual([2, 3])
  })
})

function captions(...names: string[]): Partial<UploadRequest> {
  return { captions: names.map((fileName) => ({ fileName, sizeBytes: 1 })) }
}

function nested(levels: number): Record<string, unknown> {
  return levels === 0 ? {} : { a: nested(levels - 1) }
}
