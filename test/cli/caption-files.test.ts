// Captions beside a film on this machine: taken along, and never taken for films.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chooseReady, updateSightings } from '../../cli/inbox/choose-ready.ts'
import { findCaptionFiles, isCaptionFile } from '../../cli/sources/caption-files.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reelgate-captions-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const lay = (name: string, text = 'x') => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const foundFor = (name: string, jobFile?: string) =>
  findCaptionFiles(join(folder, name), jobFile)
    .map((path) => basename(path))
    .sort()

describe('captions that are taken along with a film', () => {
  test('have its name, a language and an extension of captions', () => {
    for (const name of ['a.mp4', 'a.ko.vtt', 'a.en.SRT', 'a.ttml', 'b.ko.vtt', 'a.txt', 'ab.ko.vtt'])
      lay(name)
    expect(foundFor('a.mp4')).toEqual(['a.en.SRT', 'a.ko.vtt', 'a.ttml'])
  })

  test('are not those of another film whose name fits better', () => {
    for (const name of ['a.mp4', 'a.b.mp4', 'a.b.ko.vtt']) lay(name)
    expect(foundFor('a.mp4')).toEqual([])
    expect(foundFor('a.b.mp4')).toEqual(['a.b.ko.vtt'])
  })

  test('may be named by the job file, if they are there and in the same folder', () => {
    lay('a.mp4')
    lay('words.srt')
    const job = { captions: [{ file: 'words.srt' }, { file: 'gone.srt' }, { file: '../up.srt' }, null, 7] }
    expect(foundFor('a.mp4', lay('a.job.json', JSON.stringify(job)))).toEqual(['words.srt'])
    expect(foundFor('a.mp4', lay('a.job.json', '{"captions": 5'))).toEqual([])
  })
})

test.each([
  ['a.ko.vtt', true],
  ['A.SRT', true],
  ['a.mp4', false],
  ['vtt', false],
])('%s: a caption file is %s', (name, expected) => expect(isCaptionFile(name)).toBe(expected))

test('captions are taken from the inbox before films', () => {
  const file = (key: string) => ({ key, path: `/inbox/${key}`, sizeBytes: 5, modifiedMs: 1 })
  const files = [file('a.mp4'), file('b.ko.vtt'), file('b.mp4')]
  const sightings = updateSightings(updateSightings(new Map(), files, 0), files, 3000)
  const ready = chooseReady(files, sightings, { taken: new Map(), nowMs: 3000, stableMs: 2000 })
  expect(ready.map(({ key }) => key)).toEqual(['b.ko.vtt', 'a.mp4', 'b.mp4'])
})
