// Whatever is uploaded, a job ends in an error that says why.
import { afterAll, describe, expect, it } from '@jest/globals'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWorkshop, SMALL } from './engine-run.ts'
import { cmafGroup, download, fileGroup, jobSettings, rung, sound } from './job-documents.ts'

const workshop = openWorkshop()
afterAll(() => workshop.clean())

const settings = () =>
  jobSettings([cmafGroup([rung(90, 200_000), sound()]), fileGroup([download(90, 200_000)])])

describe('a bad input', () => {
  it.each([
    [
      'text-as-mp4',
      1010,
      'Unable to open input file [s3://in/source]: [Failed probe/open: [No parser found for container]]',
    ],
    ['zero-bytes', 1010, 'No parser found for container'],
    ['truncated-no-index', 1075, 'no moov box found in file'],
    ['truncated', 1076, 'Is file truncated?'],
    ['audio-only', 1020, "doesn't have video that the transcoder can consume"],
    ['drm-protected', 1030, 'is not a supported input video codec'],
  ] as const)(
    '%s ends in error %d',
    async (name, code, message) => {
      const source = await workshop.sample(name, name === 'zero-bytes' || name === 'text-as-mp4' ? {} : SMALL)
      const error = await workshop.run(source, settings()).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ name: 'JobError', code, message: expect.stringContaining(message) })
    },
    30_000,
  )

  it('of noise inside a sound container is damaged, not of an unknown format, and the error names no path of this machine', async () => {
    const source = await workshop.sample('film-landscape')
    const bytes = readFileSync(source)
    const from = bytes.indexOf('mdat') + 4
    for (let at = from; at < bytes.length; at++) bytes[at] = (at * 2_654_435_761) & 0xff
    const error = await workshop.run(bytes, settings()).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'JobError', code: 1075 })
    expect((error as Error).message).not.toContain(workshop.folder)
  }, 30_000)

  it.each(['#EXTM3U\n#EXTINF:1,\n', 'ffconcat version 1.0\nfile '])(
    'that points at other files (%#) is not followed',
    async (script) => {
      const secret = join(workshop.folder, 'secret.mp4')
      writeFileSync(secret, readFileSync(await workshop.sample('film-landscape')))
      const error = await workshop
        .run(Buffer.from(`${script}${secret}\n`), settings())
        .catch((caught: unknown) => caught)
      expect(error).toMatchObject({ name: 'JobError', code: 1010 })
    },
    30_000,
  )

  it('asks for a track that is not there', async () => {
    const source = await workshop.sample('film-landscape')
    const job = settings()
    job.inputs![0]!.audioSelectors = { 'Audio Selector 1': { selectorType: 'TRACK', tracks: [2] } }
    const error = await workshop.run(source, job).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 1040,
      message:
        'Invalid audio track specified for audio_selector [Audio Selector 1]. Audio track [2] not found in input container.',
    })
  }, 30_000)

  it('of odd size cannot be followed', async () => {
    const source = await workshop.sample('odd-dimensions', {
      durationSeconds: 1,
      widthPx: 319,
      heightPx: 179,
    })
    const output = rung(90, 200_000)
    delete output.videoDescription!.height
    const error = await workshop
      .run(source, jobSettings([cmafGroup([output])]))
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 1040,
      message: expect.stringContaining('Invalid resolution [319 x 179], only even values are supported'),
    })
  }, 30_000)
})
