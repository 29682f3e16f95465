import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chooseReady, lookOf, updateSightings } from '../../cli/inbox/choose-ready.ts'
import type { InboxFile } from '../../cli/inbox/scan.ts'
import { isIgnored } from '../../cli/inbox/scan.ts'
import { watchInbox } from '../../cli/inbox/watch-inbox.ts'

const lying = (key: string, sizeBytes = 5): InboxFile => ({
  key,
  path: `/inbox/${key}`,
  sizeBytes,
  modifiedMs: 1,
})

/** What is taken when these files have lain for so long, each as it was at the second look. */
function takenAfter(
  stableForMs: number,
  files: InboxFile[],
  { secondLook = files, taken = new Map<string, string>() } = {},
) {
  const sightings = updateSightings(updateSightings(new Map(), files, 0), secondLook, stableForMs)
  return chooseReady(secondLook, sightings, { taken, nowMs: stableForMs, stableMs: 2000 }).map(
    ({ key }) => key,
  )
}

describe('what is taken from the inbox', () => {
  test('a file that has not changed for a moment', () => {
    expect(takenAfter(1999, [lying('a.mp4')])).toEqual([])
    expect(takenAfter(2000, [lying('a.mp4')])).toEqual(['a.mp4'])
  })
  test('not one that is still growing', () => {
    expect(takenAfter(9000, [lying('a.mp4', 5)], { secondLook: [lying('a.mp4', 6)] })).toEqual([])
  })
  test('an empty file only when it stays empty for long', () => {
    expect(takenAfter(9000, [lying('a.mp4', 0)])).toEqual([])
    expect(takenAfter(10_000, [lying('a.mp4', 0)])).toEqual(['a.mp4'])
  })
  test('job files before videos', () => {
    expect(takenAfter(3000, [lying('a.mp4'), lying('z/b.job.json'), lying('z/b.mp4')])).toEqual([
      'z/b.job.json',
      'a.mp4',
      'z/b.mp4',
    ])
  })
  test('no video whose job file is still being written', () => {
    const before = [lying('a.mp4'), lying('a.job.json', 1)]
    expect(takenAfter(3000, before, { secondLook: [lying('a.mp4'), lying('a.job.json', 9)] })).toEqual([])
  })
  test('nothing twice, but a file that was replaced again', () => {
    const taken = new Map([['a.mp4', lookOf(lying('a.mp4'))]])
    expect(takenAfter(3000, [lying('a.mp4')], { taken })).toEqual([])
    expect(takenAfter(3000, [lying('a.mp4', 7)], { taken })).toEqual(['a.mp4'])
  })
})

test.each(['.DS_Store', 'a/.hidden/b.mp4', 'film.mp4.part', 'film.mp4.crdownload', 'x.TMP', 'film.mp4~'])(
  'ignores %s',
  (key) => expect(isIgnored(key)).toBe(true),
)

test('takes a file called partial.mp4', () => expect(isIgnored('partial.mp4')).toBe(false))

describe('watching a folder', () => {
  let folder: string
  let stop: AbortController
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reelgate-inbox-'))
    stop = new AbortController()
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const put = (name: string) => {
    const path = join(folder, 'inbox', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, name)
  }
  /** Watches until `count` files were handed over; answers their keys. */
  async function watchUntil(count: number, failFirst = false): Promise<string[]> {
    const keys: string[] = []
    const hand = (key: string) => {
      if (keys.push(key) === count) stop.abort()
    }
    await watchInbox(
      {
        folder: join(folder, 'inbox'),
        memoryPath: join(folder, 'inbox.json'),
        scanEveryMs: 10,
        stableMs: 20,
        upload: async ({ key }) => {
          hand(key)
          if (failFirst && keys.length === 1) throw new Error('The bucket does not answer')
        },
        onFailure: ({ key }) => hand(`failed ${key}`),
      },
      stop.signal,
    )
    return keys
  }

  test('sub-folders become the beginnings of keys', async () => {
    put('spring/한글 파일.mp4')
    put('a.mp4')
    expect(await watchUntil(2)).toEqual(['a.mp4', 'spring/한글 파일.mp4'])
  })

  test('a restart takes nothing twice', async () => {
    put('a.mp4')
    await watchUntil(1)
    stop = new AbortController()
    put('b.mp4')
    expect(await watchUntil(1)).toEqual(['b.mp4'])
  })

  test('one failed upload is told and does not end the watching', async () => {
    put('a.mp4')
    put('b.mp4')
    expect(await watchUntil(3, true)).toEqual(['a.mp4', 'failed a.mp4', 'b.mp4'])
  })
})
