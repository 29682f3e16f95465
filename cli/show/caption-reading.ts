// A caption track for a person who decides on it. Every word of it comes from a file of strangers: all go through `plain`.
import type { CaptionReading, FoundInCue, ReadCue, ReleasedCaptions } from '../../schemas/generated/types.ts'
import { timeRange } from '../review/moments.ts'
import { labelled } from '../review/task-text.ts'
import { plain, styled } from '../terminal.ts'
import { releaseText } from './captions.ts'
import { shorten } from './measures.ts'

const TIME_WIDTH = 17
const LONGEST_REASON = 400

const COLOURS = { published: 'green', held: 'yellow', unreadable: 'red' } as const

/** `toxicity INSULT, 93 % sure`; rounded down, so that it looks no surer than it is. */
const foundText = ({ category, label, score }: FoundInCue) =>
  `${category} ${plain(label)}, ${Math.floor(score * 100)} % sure`

/** Whole: who decides must see all of it. A line break of the cue is a stroke. */
function cueText({ startMs, endMs, voices = [], text, found }: ReadCue): string {
  const words = text.split('\n').map(plain).join(' / ')
  const speakers = voices.length > 0 ? `(${voices.map(plain).join(', ')}) ` : ''
  const line = `${timeRange({ startMs, endMs }).padEnd(TIME_WIDTH)} ${speakers}${words}`
  if (found.length === 0) return `    ${line}`
  return `  ${styled('yellow', `! ${line}`)}  [${found.map(foundText).join('; ')}]`
}

function* rows({ assetId, track, cues }: CaptionReading): Generator<[string, string]> {
  const { trackId, name, kind, origin, cueCount, reasons = [], warnings, released } = track
  const [shownName, found] = [shorten(plain(name), 60), cues.filter((cue) => cue.found.length > 0).length]
  yield ['asset', assetId]
  yield ['track', [plain(trackId), shownName, kind, origin].join(' · ')]
  yield ['cues', `${cueCount}, something was found in ${found}`]
  for (const { code, message } of reasons)
    yield ['why', `${shorten(plain(message), LONGEST_REASON)} [${plain(code)}]`]
  for (const { code, message } of warnings)
    yield ['warning', `${shorten(plain(message), LONGEST_REASON)} [${plain(code)}]`]
  if (track.masked) yield ['masked', 'Personal data are asterisks in what is published; here they are not.']
  if (released) yield ['released', releaseText(released)]
}

function howToRelease(reading: CaptionReading): string[] {
  const { assetId, revision, track } = reading
  const { trackId, state, released, etag } = track
  if (state !== 'held' || released !== undefined) return []
  const only = etag === undefined ? ` --revision ${revision}` : ` --etag ${plain(etag)}`
  const command = `reelgate captions release ${assetId} ${plain(trackId)}${only} --reason TEXT`
  return ['', `An operator lets it pass: \`${command}\``]
}

/** Several lines, without a line break at the end. */
export function readingText(reading: CaptionReading): string {
  const { track, cues } = reading
  const name = plain(track.fileName ?? '') || plain(track.trackId)
  const lines = [
    `${styled('bold', name)}  ${styled(COLOURS[track.state], track.state)}`,
    labelled([...rows(reading)]),
  ]
  return [...lines, '', ...cues.map(cueText), ...howToRelease(reading)].join('\n')
}

export const releasedText = ({ assetId, trackId, state, released }: ReleasedCaptions): string =>
  `${styled('green', '✔')} ${plain(trackId)} of ${assetId.slice(0, 10)} is ${releaseText(released)}; ` +
  (state === 'published' ? 'it is in the manifests.' : 'it comes into the manifests in a moment.')
