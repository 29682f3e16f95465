// Caption tracks for a person. Names, languages and messages come from files of strangers: all go through `plain`.
import type { CaptionTrack } from '../../schemas/generated/types.ts'
import { plain, styled } from '../terminal.ts'
import { shorten } from './measures.ts'

const LONGEST_NAME = 60
const LONGEST_REASON = 400

const COLOURS = { published: 'green', held: 'yellow', unreadable: 'red' } as const

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`

/** Language, name, kind, where it comes from, how it stands and how much is in it. */
function describeTrack({ language, name, kind, source, state, cueCount, warnings, masked }: CaptionTrack) {
  return [
    plain(language),
    shorten(plain(name), LONGEST_NAME),
    kind,
    source.origin,
    styled(COLOURS[state], state),
    count(cueCount, 'cue'),
    ...(warnings.length > 0 ? [styled('yellow', count(warnings.length, 'warning'))] : []),
    ...(masked ? ['masked'] : []),
  ].join(' · ')
}

/** The track, and below it why nobody sees it. */
export const captionLines = (track: CaptionTrack): string[] => [
  describeTrack(track),
  ...(track.reasons ?? []).map(
    ({ code, message }) => `  ${shorten(plain(message), LONGEST_REASON)} [${plain(code)}]`,
  ),
]
