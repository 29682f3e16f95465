import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { sniffContainer } from '../../../functions/intake/rules/container.ts'
import { box, bytes, fileType, film, movie, text } from '../../support/iso-film.ts'

const ebml = (docType: string) =>
  film(bytes(0x1a, 0x45, 0xdf, 0xa3, 0x80 | (7 + docType.length)), bytes(0x42, 0x86, 0x81, 1), bytes(0x42, 0x82, 0x80 | docType.length), text(docType)) // prettier-ignore
const packets = (length: number, front: number) => {
  const stream = new Uint8Array(length * 6)
  for (let at = front; at < stream.length; at += length) stream[at] = 0x47
  return stream
}
const riff = (form: string) => film(text('RIFF'), bytes(0, 1, 0, 0), text(form), new Uint8Array(64))

describe('a film is known by its content', () => {
  test.each([
    ['MP4', fileType('isom'), 'mp4'],
    ['MP4 of a phone', fileType('mp42'), 'mp4'],
    ['fragmented MP4', fileType('iso6'), 'mp4'],
    ['QuickTime', fileType('qt  '), 'quicktime'],
    ['old QuickTime with the index first', movie(), 'quicktime'],
    ['old QuickTime with the media first', film(box('wide'), box('mdat', new Uint8Array(9))), 'quicktime'],
    ['MP4 behind filling', film(box('free', new Uint8Array(40)), fileType('isom')), 'mp4'],
    ['Matroska', ebml('matroska'), 'matroska'],
    ['WebM', ebml('webm'), 'webm'],
    ['a transport stream', packets(188, 0), 'mpegts'],
    ['a transport stream of a camera', packets(192, 4), 'mpegts'],
    ['a program stream', bytes(0, 0, 1, 0xba, 0x44, 0, 4), 'mpegps'],
    ['AVI', riff('AVI '), 'avi'],
    ['WAVE', riff('WAVE'), 'wave'],
    ['MXF', bytes(6, 0xe, 0x2b, 0x34, 2, 5, 1, 1, 0xd, 1, 2, 1, 1, 2, 4, 0), 'mxf'],
    ['Flash video', film(text('FLV'), bytes(1, 5, 0, 0, 0, 9)), 'flv'],
    [
      'Windows Media',
      bytes(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0, 0xaa, 0, 0x62, 0xce, 0x6c),
      'asf',
    ],
    ['Ogg', film(text('OggS'), new Uint8Array(30)), 'ogg'],
  ] as const)('%s', (_, head, container) => {
    expect(sniffContainer(head)).toBe(container)
  })

  // By suffix alone, `.Mp4` was once passed over and `.m3u8` taken for a film.
  test.each([
    ['a playlist', text('#EXTM3U\n#EXT-X-VERSION:7\n')],
    ['a text', text('This is no film, whatever its name says. '.repeat(50))],
    ['a text of one letter', text('Greetings')],
    ['JSON', text('{"title": "A day"}')],
    ['HEIC', fileType('heic')],
    ['AVIF', fileType('avif')],
    ['an AVIF sequence', fileType('avis')],
    ['JPEG', bytes(0xff, 0xd8, 0xff, 0xe0)],
    ['PNG', bytes(0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa)],
    ['GIF', text('GIF89a')],
    ['WebP', riff('WEBP')],
    ['a ZIP archive', bytes(0x50, 0x4b, 3, 4)],
    ['PDF', text('%PDF-1.7')],
    ['filling alone', box('free', new Uint8Array(100))],
    ['an unknown EBML document', ebml('x-notes')],
    ['nothing', new Uint8Array()],
  ])('%s is none', (_, head) => {
    expect(sniffContainer(head)).toBeUndefined()
  })

  test('any bytes are answered', () => {
    const openings = fc.constantFrom(
      ebml('webm'),
      box('free'),
      text('RIFF'),
      packets(188, 0),
      new Uint8Array(),
    )
    fc.assert(
      fc.property(openings, fc.uint8Array({ maxLength: 600 }), fc.nat(60), (opening, rest, cut) => {
        const answer = sniffContainer(film(opening.subarray(0, cut), rest))
        expect(answer === undefined || typeof answer === 'string').toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
