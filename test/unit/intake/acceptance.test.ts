import { describe, expect, test } from '@jest/globals'
import type { ProbeResult, Track } from '@aws-sdk/client-mediaconvert'
import { checkAcceptance, type SourceFacts } from '../../../functions/intake/rules/acceptance.ts'
import { toInspection } from '../../../functions/intake/rules/inspection.ts'
import { validateInspection, validateReason } from '../../../schemas/generated/validators.mjs'
import { inspectionOf } from '../../support/inspections.ts'

const limits = { maxSizeBytes: 10_000_000_000, maxDurationMs: 6 * 3_600_000 }
const video: Track = {
  Index: 1,
  TrackType: 'video',
  Codec: 'AVC',
  Duration: 10.01,
  VideoProperties: {
    Width: 1920,
    Height: 1080,
    FrameRate: { Numerator: 30000, Denominator: 1001 },
    BitDepth: 8,
  },
}
const audio: Track = {
  Index: 2,
  TrackType: 'audio',
  Codec: 'AAC',
  Duration: 10.03,
  AudioProperties: { Channels: 2, SampleRate: 48000, LanguageCode: 'KOR' },
}
const probeOf = (...tracks: Track[]): ProbeResult => ({
  Container: { Format: 'mp4', Duration: 10.03, Tracks: tracks },
})
const inspect = (probe: ProbeResult, movie?: Parameters<typeof toInspection>[0]['movie']) =>
  toInspection({ probe, container: 'mp4', movie, sizeBytes: 1000 })

const good: SourceFacts = {
  sizeBytes: 1000,
  container: 'mp4',
  boxes: { isTruncated: false },
  probe: probeOf(video, audio),
  inspection: inspectionOf(),
}
const locked = { durationMs: 1, tracks: [{ kind: 'vide', durationMs: 1, isEncrypted: true }] }

const withSounds = (count: number) =>
  inspectionOf(
    {},
    {
      audioTracks: Array.from({ length: count }, (_, index) => ({
        trackNumber: index + 1,
        codec: 'AAC',
        sampleRateHz: 48_000,
        channels: 2,
      })),
    },
  )

describe('a source is refused', () => {
  test.each([
    ['empty', { sizeBytes: 0 }],
    ['not-a-video', { container: undefined }],
    ['too-large', { sizeBytes: 10_000_000_001 }],
    ['truncated', { boxes: { isTruncated: true } }],
    ['drm-protected', { boxes: { isTruncated: false, movie: locked } }],
    ['unreadable', { probe: undefined, inspection: undefined }],
    ['no-video-track', { probe: probeOf(audio), inspection: undefined }],
    ['undecodable-codec', { probe: probeOf({ ...video, Codec: 'UNKNOWN' }), inspection: undefined }],
    ['unreadable', { inspection: undefined }],
    ['no-duration', { inspection: inspectionOf({}, { durationMs: 0 }) }],
    ['too-long', { inspection: inspectionOf({}, { durationMs: 6 * 3_600_000 + 1 }) }],
    ['too-small', { inspection: inspectionOf({ widthPx: 31, heightPx: 400 }) }],
    ['too-narrow', { inspection: inspectionOf({ widthPx: 4000, heightPx: 100 }) }],
    ['too-many-audio-tracks', { inspection: withSounds(33) }],
  ] as const)('as %s', (code, facts) => {
    const reasons = checkAcceptance({ ...good, ...facts }, limits)
    expect(reasons.map((reason) => reason.code)).toEqual([code])
    expect(validateReason(reasons[0])).toBe(true)
    // A person is told what to do, in a sentence without the words of the trade.
    expect(reasons[0]!.message).toMatch(/^The .*(Upload|upload|Save|Export|Cut).*\.$/)
    expect(reasons[0]!.message).not.toMatch(/codec|container|track|moov|DRM|probe/i)
  })

  test('not for 32 versions of its sound', () => {
    expect(checkAcceptance({ ...good, inspection: withSounds(32) }, limits)).toEqual([])
  })

  test('with its size and the limit in words', () => {
    const [reason] = checkAcceptance({ ...good, sizeBytes: 25 * 1024 ** 3 }, limits)
    expect(reason!.message).toContain('25 GB; the limit is 9.3 GB')
  })
})

test('a good source is accepted', () => {
  expect(checkAcceptance(good, limits)).toEqual([])
})

describe('an inspection', () => {
  test('says what the probe says', () => {
    const inspection = inspect(probeOf(video, audio))
    expect(validateInspection(inspection)).toBe(true)
    expect(inspection).toEqual({
      container: 'mp4',
      sizeBytes: 1000,
      durationMs: 10_030,
      video: {
        codec: 'AVC',
        widthPx: 1920,
        heightPx: 1080,
        rotationDegrees: 0,
        frameRate: { numerator: 30000, denominator: 1001 },
        bitDepth: 8,
        dynamicRange: 'SDR',
        scan: 'progressive',
        durationMs: 10_010,
      },
      audioTracks: [{ trackNumber: 1, codec: 'AAC', channels: 2, sampleRateHz: 48000, languageCode: 'kor' }],
    })
  })

  test('takes size and rotation from the index of the film, which the probe does not know', () => {
    const picture = { widthPx: 1080, heightPx: 1920, rotationDegrees: 90 as const }
    const movie = { durationMs: 1, tracks: [{ kind: 'vide', durationMs: 1, isEncrypted: false, picture }] }
    expect(inspect(probeOf(video), movie)!.video).toMatchObject(picture)
  })

  test.each([
    ['SMPTE_2084', 'HDR10'],
    ['ARIB_B67', 'HLG'],
    ['ITU_709', 'SDR'],
    [undefined, 'SDR'],
  ] as const)('with transfer %s is %s', (transfer, dynamicRange) => {
    const properties = { ...video.VideoProperties, TransferCharacteristics: transfer }
    expect(inspect(probeOf({ ...video, VideoProperties: properties }))!.video.dynamicRange).toBe(dynamicRange)
  })

  test.each([
    ['none', undefined, undefined, 30],
    ['0/0', { Numerator: 0, Denominator: 0 }, undefined, 30],
    ['the clock of the container', { Numerator: 90000, Denominator: 1 }, undefined, 30],
    ['none, but one in the stream', undefined, { Numerator: 25, Denominator: 1 }, 25],
  ])('of a film with the frame rate %s', (_, rate, coded, expected) => {
    const properties = { ...video.VideoProperties, FrameRate: rate, CodecMetadata: { CodedFrameRate: coded } }
    const { frameRate } = inspect(probeOf({ ...video, VideoProperties: properties }))!.video
    expect(frameRate.numerator / frameRate.denominator).toBe(expected)
  })

  test('passes over pictures that cannot be decoded, and keeps the numbers of the sound tracks', () => {
    const unknown = { ...video, Codec: 'UNKNOWN' as const }
    const mute = { ...audio, Codec: 'UNKNOWN' as const }
    const inspection = inspect(probeOf(unknown, mute, video, audio))!
    expect(inspection.video.codec).toBe('AVC')
    expect(inspection.audioTracks.map(({ trackNumber }) => trackNumber)).toEqual([2])
    expect(inspect(probeOf(unknown))).toBeUndefined()
  })

  test.each([['und'], ['ko'], [''], [undefined]])('leaves out the language %j', (LanguageCode) => {
    const track = { ...audio, AudioProperties: { ...audio.AudioProperties, LanguageCode } }
    expect(inspect(probeOf(video, track))!.audioTracks[0]).not.toHaveProperty('languageCode')
  })

  test('knows by the index that a film was cut without being encoded again', () => {
    const cut = { durationMs: 6000, tracks: [{ kind: 'vide', durationMs: 6000, isEncrypted: false }] }
    expect(inspect(probeOf(video), cut)).toMatchObject({ durationMs: 6000, video: { durationMs: 6000 } })
  })

  test('is as long as the longest track with picture or sound, not as a track of data', () => {
    const data: Track = { Index: 3, TrackType: 'data', Duration: 99 }
    expect(inspect(probeOf(video, audio, data))!.durationMs).toBe(10_030)
    const { Duration: _, ...timeless } = video
    expect(toInspection({ probe: probeOf(timeless), container: 'mp4', sizeBytes: 1 })!.durationMs).toBe(
      10_030,
    )
  })
})
