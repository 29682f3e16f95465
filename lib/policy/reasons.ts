// Why a policy decided so, in words for the uploader and the reviewer.
import type { Finding, ModerationReport, Reason } from '../../schemas/generated/types.ts'

type Detector = ModerationReport['detector']

/** A few places tell where to look; the finding has them all. */
const MOST_PLACES = 3

/** `0:12`, `12:05` or `1:02:03` from the start, in whole seconds. */
export function mediaTime(timeMs: number): string {
  const seconds = Math.floor(timeMs / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const pad = (value: number) => String(value).padStart(2, '0')
  const clock = pad(seconds % 60)
  return hours > 0 ? `${hours}:${pad(minutes)}:${clock}` : `${minutes}:${clock}`
}

function describePlaces(timeRanges: Finding['timeRanges']): string {
  const strongest = [...timeRanges]
    .sort((one, other) => other.confidence - one.confidence || one.startMs - other.startMs)
    .slice(0, MOST_PLACES)
    .sort((one, other) => one.startMs - other.startMs)
  const places = strongest.map(({ startMs, endMs }) => {
    const [start, end] = [mediaTime(startMs), mediaTime(endMs)]
    return start === end ? start : `${start}-${end}`
  })
  const more = timeRanges.length - strongest.length
  return [...places, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

/** `Exposed Female Nipple (Explicit), 98 % sure, 0:12-0:15`. Rounded down: no finding looks surer than it is. */
export function describeFinding({ category, label, labelPath, confidence, timeRanges }: Finding): Reason {
  const [kind = label] = labelPath
  const name = kind === label ? label : `${label} (${kind})`
  const places = describePlaces(timeRanges)
  const message = [name, `${Math.floor(confidence)} % sure`, ...(places ? [places] : [])].join(', ')
  return { code: `found-${category}`, message }
}

const WHAT_IS_SEEN: Record<Detector, string> = { visual: 'pictures', captions: 'captions' }

/** The code of a reason that may be gone when somebody looks again. */
export const COULD_NOT_LOOK = 'detector-could-not-look'

/** `because` is what the detector itself says, a whole sentence. */
export function describeBlindness(detector: Detector, because = 'Nobody has looked at them.'): Reason {
  return {
    code: COULD_NOT_LOOK,
    message: `The ${WHAT_IS_SEEN[detector]} could not be checked. ${because}`,
  }
}

export const describeMissingCategory = (category: Finding['category']): Reason => ({
  code: 'category-not-covered',
  message: `The pictures were not checked for ${category.replaceAll('-', ' ')}: this detector cannot see it.`,
})
