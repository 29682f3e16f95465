import { expect, test } from '@jest/globals'
import type { CaptionCandidate } from '../../functions/caption/find-captions.ts'
import { readFile, readFiles } from '../../functions/caption/read-files.ts'
import { NotFoundError } from '../../lib/errors.ts'

const CUES = 1500
const at = (ms: number) => new Date(ms).toISOString().slice(11, 23)
const film = `WEBVTT\n\n${Array.from({ length: CUES }, (_, index) => `${at(index * 1000)} --> ${at(index * 1000 + 900)}\ncue ${index}\n`).join('\n')}`

const candidate = (key: string): CaptionCandidate => ({
  object: { bucket: 'ingest', key },
  origin: 'sidecar',
  kind: 'subtitles',
  warnings: [],
})

function shelf() {
  let open = 0
  let mostOpen = 0
  const readObject = async ({ key }: { key: string }) => {
    mostOpen = Math.max(mostOpen, ++open)
    await new Promise((resolve) => setImmediate(resolve))
    open--
    if (key.includes('gone')) throw new NotFoundError('There is no such file.')
    return Buffer.from(film)
  }
  return { services: { readObject }, mostOpen: () => mostOpen }
}

test('files are read one after the other, and those for which there is no room keep their begin', async () => {
  const { services, mostOpen } = shelf()
  const keys = ['a.vtt', 'gone.vtt', 'b.vtt', 'c.vtt']
  const files = await readFiles(keys.map(candidate), services, film.length * 2)
  expect(mostOpen()).toBe(1)
  expect(files.map(({ file, isShortened = false }) => [file.cues.length, isShortened])).toEqual([
    [CUES, false],
    [CUES, false],
    [1000, true],
  ])
  const whole = await readFile(files[2]!.candidate, services)
  expect(whole?.file.cues).toHaveLength(CUES)
})
