import type { DataTrack, MediaInfo } from '../probe/inspect.ts'
import type { CaptionSelectorSettings, InputSettings, OutputSettings } from '../settings.ts'
import { JobError } from './job-error.ts'

/** ffprobe calls QuickTime's own text by the same codec; 3GPP's has this sample entry. */
const isTimedText = ({ codec, fourCc }: DataTrack) => codec === 'mov_text' && fourCc === 'tx3g'

/** The one track that an output of captions asks for. Throws `JobError` where the source has no such track. */
export function planCaptions(
  { captionDescriptions }: OutputSettings,
  { captionSelectors, fileInput }: InputSettings,
  media: MediaInfo,
): DataTrack | undefined {
  const name = captionDescriptions?.[0]?.captionSelectorName
  if (name === undefined) return undefined
  const track = findTrack(captionSelectors![name]!, media)
  if (!track) {
    throw new JobError(
      1040,
      `Captions selector [${name}] matches no captions in your input file [${fileInput}]`,
    )
  }
  return track
}

function findTrack({ sourceSettings }: CaptionSelectorSettings, { data }: MediaInfo): DataTrack | undefined {
  const { trackNumber, streamNumber } = sourceSettings?.trackSourceSettings ?? {}
  const texts = data.filter(isTimedText)
  return streamNumber === undefined
    ? texts[(trackNumber ?? 1) - 1]
    : texts.find(({ index }) => index === streamNumber - 1)
}
