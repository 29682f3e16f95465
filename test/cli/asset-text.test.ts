import { describe, expect, test } from '@jest/globals'
import { assetText } from '../../cli/show/asset.ts'
import type { CaptionTrack } from '../../schemas/generated/types.ts'
import { anAsset } from '../support/records.ts'

const aTrack = (changes: Partial<CaptionTrack> = {}): CaptionTrack => ({
  trackId: 'ko',
  language: 'ko',
  name: 'Korean',
  kind: 'subtitles',
  source: { origin: 'sidecar', format: 'srt', key: 'films/holiday.ko.srt' },
  state: 'published',
  cueCount: 214,
  warnings: [],
  updatedAt: '2026-11-21T09:05:00.000Z',
  ...changes,
})

const captionsOf = (...captions: CaptionTrack[]) =>
  assetText(anAsset({ captions }))
    .split('\n')
    .filter((line) => line.includes('captions '))

describe('the captions of an asset', () => {
  test('tell id, name, kind, origin, state and how many cues there are, in the order of the menu', () => {
    const [korean, english] = captionsOf(
      aTrack(),
      aTrack({ trackId: 'en-sdh', language: 'en', name: 'English (SDH)', kind: 'captions', cueCount: 1 }),
    )
    expect(korean).toMatch(/captions +ko · Korean · subtitles · sidecar · published · 214 cues$/)
    expect(english).toMatch(/en-sdh · English \(SDH\) · captions · sidecar · published · 1 cue$/)
  })

  test('count what was amiss with the file, and say that personal data are masked', () => {
    const warnings = [{ code: 'cue-without-length', message: 'It has no length.', line: 7 }]
    expect(captionsOf(aTrack({ warnings, masked: true }))[0]).toMatch(/214 cues · 1 warning · masked$/)
  })

  test.each(['held', 'unreadable'] as const)('of a track that is %s, tell why', (state) => {
    const reasons = [{ code: 'finding', message: 'INSULT (Toxicity), 97 % sure, 0:01-0:02' }]
    const lines = captionsOf(aTrack({ state, reasons, cueCount: 0 }))
    expect(lines[0]).toContain(`· ${state} · 0 cues`)
    expect(lines[1]).toMatch(/^ +captions +INSULT \(Toxicity\), 97 % sure, 0:01-0:02 \[finding\]$/)
  })

  test('of a track that somebody lets pass, tell who, when and why', () => {
    const released = { by: 'olga', at: '2026-11-21T09:00:00.000Z', reason: 'A quotation\u001b[2J.' }
    const lines = captionsOf(aTrack({ released }))
    expect(lines[0]).toContain('· published ·')
    expect(lines[1]).toMatch(/released by olga, 2026-11-21 09:00 UTC: “A quotation.”$/)
  })

  test('move no cursor and turn no line, whatever a file says', () => {
    const hostile = 'nice\u001b[2J\u001b]0;owned\u0007\r\nASSET published\u202e'
    const reasons = [{ code: 'no-cues', message: hostile }]
    const text = assetText(anAsset({ captions: [aTrack({ name: hostile, state: 'unreadable', reasons })] }))
    expect(text).not.toMatch(/[[\p{Cc}--\n]\u202a-\u202e]/v)
    expect(text.split('\n').filter((line) => line.startsWith('ASSET'))).toEqual([])
    expect(captionsOf(aTrack({ name: 'x'.repeat(200) }))[0]).toContain(`${'x'.repeat(59)}… ·`)
  })

  test('of an asset without captions, say nothing', () => {
    expect(captionsOf()).toEqual([])
  })
})
