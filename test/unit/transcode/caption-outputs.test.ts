import { describe, expect, test } from '@jest/globals'
import { planCaptionGroup, planCaptionSelectors } from '../../../functions/transcode/rules/caption-outputs.ts'
import type { EmbeddedCaptionTrack } from '../../../schemas/generated/types.ts'

const TRACKS: EmbeddedCaptionTrack[] = [
  { trackNumber: 1, streamNumber: 3, format: 'tx3g', language: 'en' },
  { trackNumber: 2, format: 'tx3g' },
]

describe('captions inside a source', () => {
  test('are selected by their place among all tracks, by their order where that is open', () => {
    expect(Object.values(planCaptionSelectors(TRACKS)).map((one) => one.SourceSettings)).toEqual([
      { SourceType: 'TT_3GPP', TrackSourceSettings: { StreamNumber: 3 } },
      { SourceType: 'TT_3GPP', TrackSourceSettings: { TrackNumber: 2 } },
    ])
  })

  test('are each a WebVTT file of their own', () => {
    const { OutputGroupSettings, Outputs } = planCaptionGroup(TRACKS, 's3://media/captions/embedded')
    expect(OutputGroupSettings).toEqual({
      Type: 'FILE_GROUP_SETTINGS',
      FileGroupSettings: { Destination: 's3://media/captions/embedded' },
    })
    expect(
      Outputs!.map(({ NameModifier, Extension, CaptionDescriptions }) => [
        `${NameModifier}.${Extension}`,
        CaptionDescriptions!.map((caption) => caption.DestinationSettings!.DestinationType),
      ]),
    ).toEqual([
      ['-1.vtt', ['WEBVTT']],
      ['-2.vtt', ['WEBVTT']],
    ])
  })

  test('are named alike where they are selected and where they are written', () => {
    const { Outputs } = planCaptionGroup(TRACKS, 's3://media/captions/embedded')
    expect(Outputs!.map(({ CaptionDescriptions }) => CaptionDescriptions![0]!.CaptionSelectorName)).toEqual(
      Object.keys(planCaptionSelectors(TRACKS)),
    )
  })
})
