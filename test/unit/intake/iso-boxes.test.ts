import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readBoxHeader } from '../../../functions/intake/rules/iso-box-header.ts'
import { walkBoxes, type BoxFacts, type ByteRange } from '../../../functions/intake/rules/iso-boxes.ts'
import { readMovie } from '../../../functions/intake/rules/iso-movie.ts'
import { box, bytes, fileType, film, movie, text, track, type TrackWords } from '../../support/iso-film.ts'

/** Plays the storage: gives what is asked for, of a file that may be claimed to be larger than its bytes. */
function walk(file: Uint8Array, sizeBytes = file.length): BoxFacts & { reads: ByteRange[] } {
  const reads: ByteRange[] = []
  const steps = walkBoxes(sizeBytes)
  let step = steps.next()
  while (!step.done) {
    reads.push(step.value)
    step = steps.next(file.subarray(step.value.start, step.value.end))
  }
  return { ...step.value, reads }
}

const head = fileType('isom')
const media = box('mdat', new Uint8Array(300_000))
const index = movie(track(), track({ kind: 'soun' }))

describe('a walk over the boxes', () => {
  test.each([
    ['index first', film(head, index, media)],
    ['index last', film(head, media, index)],
    [
      'fragments',
      film(
        head,
        index,
        ...Array.from({ length: 50 }, () => film(box('moof'), box('mdat', new Uint8Array(9)))),
      ),
    ],
    ['media to the end of the file', film(head, index, bytes(0, 0, 0, 0), text('mdat'), new Uint8Array(99))],
    [
      '64-bit media',
      film(head, bytes(0, 0, 0, 1), text('mdat'), bytes(0, 0, 0, 0, 0, 0, 0, 20), new Uint8Array(4), index),
    ],
    ['litter at the end', film(head, media, index, bytes(0, 0, 0, 0, 0))],
    ['a zero word at the end', film(head, media, index, new Uint8Array(16))],
  ])('finds a complete film with %s', (_, file) => {
    const { isTruncated, movie: found } = walk(file)
    expect(isTruncated).toBe(false)
    expect(found?.tracks.map(({ kind }) => kind)).toEqual(['vide', 'soun'])
  })

  test.each([
    ['its media cut short', film(head, index, media).subarray(0, -1)],
    ['its index cut short', film(head, media, index).subarray(0, -100)],
    ['no index', film(head, media)],
    ['nothing but a head', head],
    ['a box smaller than its header', film(head, bytes(0, 0, 0, 4), text('mdat'), index)],
  ])('finds a film truncated with %s', (_, file) => {
    expect(walk(file)).toMatchObject({ isTruncated: true })
  })

  test('reads little of a large file', () => {
    const size = 2 ** 40
    const large = film(
      head,
      bytes(0, 0, 0, 1),
      text('mdat'),
      bytes(0, 0, 0xff, 0xff, 0, 0, 0, 0),
      new Uint8Array(70_000),
    )
    expect(walk(large, size).reads.length).toBeLessThanOrEqual(2)
  })

  test('ends whatever the bytes are, and never asks outside of the file', () => {
    const file = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(head, index, box('mdat'), bytes(0, 0, 0, 1), text('moov')),
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(file, (parts) => {
        const whole = film(...parts)
        const { reads } = walk(whole)
        expect(reads.length).toBeLessThanOrEqual(66)
        expect(reads.every(({ start, end }) => start >= 0 && start < end && end <= whole.length)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the header of a box', () => {
  test.each([
    ['usual', box('free', new Uint8Array(3)), { type: 'free', headerSizeBytes: 8, sizeBytes: 11 }],
    [
      '64-bit',
      film(bytes(0, 0, 0, 1), text('mdat'), bytes(0, 0, 0, 2, 0, 0, 0, 0)),
      { type: 'mdat', headerSizeBytes: 16, sizeBytes: 2 ** 33 },
    ],
    [
      'to the end',
      film(bytes(0, 0, 0, 0), text('mdat')),
      { type: 'mdat', headerSizeBytes: 8, sizeBytes: Infinity },
    ],
  ])('%s', (_, file, expected) => expect(readBoxHeader(file, 0)).toEqual(expected))

  test.each([
    ['too few bytes', bytes(0, 0, 0, 8, 0x6d)],
    ['a type that is no word', bytes(0, 0, 0, 8, 1, 2, 3, 4)],
    ['a size below its own header', film(bytes(0, 0, 0, 7), text('free'))],
    [
      'a 64-bit size below its own header',
      film(bytes(0, 0, 0, 1), text('free'), bytes(0, 0, 0, 0, 0, 0, 0, 15)),
    ],
  ])('is none with %s', (_, file) => expect(readBoxHeader(file, 0)).toBeUndefined())
})

describe('the index of a film', () => {
  const picture = (words: TrackWords) => readMovie(movie(track(words)))?.tracks[0]?.picture

  test.each([
    [[1, 0], 0, 1920, 1080],
    [[0, 1], 90, 1080, 1920],
    [[-1, 0], 180, 1920, 1080],
    [[0, -1], 270, 1080, 1920],
  ] as const)('with matrix %j is turned by %i degrees', (turn, rotationDegrees, widthPx, heightPx) => {
    expect(picture({ widthPx: 1920, heightPx: 1080, turn: [...turn] })).toEqual({
      rotationDegrees,
      widthPx,
      heightPx,
    })
  })

  test.each([
    ['the size to show', { widthPx: 720, heightPx: 576, shown: [1024, 576] }, 1024, 576],
    [
      'the pixel shape where no size is stated',
      { widthPx: 720, heightPx: 576, shown: [0, 0], pixelShape: [64, 45] },
      1024,
      576,
    ],
    ['the coded size where nothing else is', { widthPx: 720, heightPx: 576, shown: [0, 0] }, 720, 576],
    ['no larger a picture than there is', { widthPx: 1920, heightPx: 1080, shown: [3840, 2160] }, 1920, 1080],
  ] as const)('gives %s', (_, words, widthPx, heightPx) => {
    expect(picture(words as unknown as TrackWords)).toMatchObject({ widthPx, heightPx })
  })

  test.each([
    ['an encrypted entry', { entry: 'encv' }, true],
    ['an encrypted sound entry', { kind: 'soun', entry: 'enca' }, true],
    ['protection info', { hasSchemeInfo: true }, true],
    ['an open entry', {}, false],
  ])('with %s is protected or not', (_, words, isEncrypted) => {
    expect(readMovie(movie(track(words)))?.tracks[0]?.isEncrypted).toBe(isEncrypted)
  })

  test('tells durations in milliseconds', () => {
    expect(readMovie(index)).toMatchObject({
      durationMs: 4000,
      tracks: [{ durationMs: 4000 }, { durationMs: 4000 }],
    })
  })

  test('of a film of fragments tells no duration', () => {
    const fragmented = box('moov', index.subarray(8), box('mvex'))
    expect(readMovie(fragmented)).toMatchObject({
      durationMs: 0,
      tracks: [{ durationMs: 0 }, { durationMs: 0 }],
    })
  })

  test('may be damaged anywhere', () => {
    fc.assert(
      fc.property(
        fc.nat(index.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        fc.nat(index.length),
        (at, damage, cut) => {
          const damaged = Uint8Array.from(index)
          damaged.set(damage.subarray(0, damaged.length - at), at)
          expect(() => readMovie(damaged.subarray(0, cut))).not.toThrow()
        },
      ),
      { numRuns: 1000 },
    )
  })
})
