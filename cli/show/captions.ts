// Caption tracks for a person. Names, languages and messages come from files of strangers: all go through `plain`.
import type { CaptionRelease, CaptionTrack } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'
import { moment } from '../review/moments.ts'
import { shorten } from './measures.ts'

const LONGEST_NAME = 60
const LONGEST_REASON = 400

const COLOURS = { published: 'green', held: 'yellow', unreadable: 'red' } as const

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`

/** Name for commands, name for viewers, kind, where it comes from, how it stands and how much is in it. */
function describeTrack({ trackId, name, kind, source, state, cueCount, warnings, masked }: CaptionTrack) {
  return [
    plain(trackId),
    shorten(plain(name), LONGEST_NAME),
    kind,
    source.origin,
    styled(COLOURS[state], state),
    count(cueCount, 'cue'),
    ...(warnings.length > 0 ? [styled('yellow', count(warnings.length, 'warning'))] : []),
    ...(masked ? ['masked'] : []),
  ].join(' · ')
}

/** Who lets the track pass, when and why. */
export const releaseText = ({ by, at, reason }: CaptionRelease) =>
  `released by ${plain(by)}, ${moment(at)}: “${shorten(plain(reason), LONGEST_REASON)}”`

/** The track, and below it why nobody sees it, or who has let it pass. */
export const captionLines = (track: CaptionTrack): string[] => [
  describeTrack(track),
  ...(track.reasons ?? []).map(
    ({ code, message }) => `  ${shorten(plain(message), LONGEST_REASON)} [${plain(code)}]`,
  ),
  ...(track.released ? [`  ${releaseText(track.released)}`] : []),
]
