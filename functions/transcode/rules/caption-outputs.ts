// Caption tracks inside a source, each written as a WebVTT file. Its language is of no account here: what a film says of
// it need not be true, and files carry none.
import type { CaptionSelector, OutputGroup } from '@aws-sdk/client-mediaconvert'
import type { EmbeddedCaptionTrack } from '../../../schemas/generated/types.ts'

const selectorName = ({ trackNumber }: EmbeddedCaptionTrack) => `Captions ${trackNumber}`

/**
 * The place among all tracks is the one that never shifts when the service learns to read more kinds of captions (API
 * reference, `TrackSourceSettings`).
 */
const planSelector = ({ streamNumber, trackNumber }: EmbeddedCaptionTrack): CaptionSelector => ({
  SourceSettings: {
    SourceType: 'TT_3GPP',
    TrackSourceSettings:
      streamNumber === undefined ? { TrackNumber: trackNumber } : { StreamNumber: streamNumber },
  },
})

export const planCaptionSelectors = (tracks: EmbeddedCaptionTrack[]): Record<string, CaptionSelector> =>
  Object.fromEntries(tracks.map((track) => [selectorName(track), planSelector(track)]))

/**
 * Every track is an output of its own (user guide, "IMSC, TTML, and WebVTT (sidecar) output captions").
 * @param destination `s3://bucket/key`; a hyphen, the number of the track and the suffix follow
 */
export const planCaptionGroup = (tracks: EmbeddedCaptionTrack[], destination: string): OutputGroup => ({
  Name: 'Captions',
  OutputGroupSettings: {
    Type: 'FILE_GROUP_SETTINGS',
    FileGroupSettings: { Destination: destination },
  },
  Outputs: tracks.map((track) => ({
    NameModifier: `-${track.trackNumber}`,
    Extension: 'vtt',
    ContainerSettings: { Container: 'RAW' },
    CaptionDescriptions: [
      {
        CaptionSelectorName: selectorName(track),
        DestinationSettings: {
          DestinationType: 'WEBVTT',
          WebvttDestinationSettings: { StylePassthrough: 'DISABLED' },
        },
      },
    ],
  })),
})
