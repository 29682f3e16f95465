// Draws the adversarial test card into a film. The card is patches of colour that the local moderation model takes for
// explicit; it proves that what a detector finds arrives where it should, and nothing about the detector's eyes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFfmpeg } from '../../lib/ffmpeg-path.ts'
import { PROJECT_ROOT } from './source-files.ts'

type Colour = readonly number[]

const CARD = join(PROJECT_ROOT, 'test/fixtures/moderation-test-card.json')
/** The size of the drawing; ffmpeg scales it to the film. */
const SIZE_PX = 448
const GRID_STEPS = 9

/** The picture in RGB, 8 bits a channel. The colours blend from corner to corner: as hard blocks the card is harmless. */
function drawCard(): Buffer {
  const { rows } = JSON.parse(readFileSync(CARD, 'utf8')) as { rows: Colour[][] }
  const picture = Buffer.alloc(SIZE_PX * SIZE_PX * 3)
  const place = (px: number) => {
    const exact = (px * GRID_STEPS) / (SIZE_PX - 1)
    const first = Math.min(GRID_STEPS - 1, Math.floor(exact))
    return { first, share: exact - first }
  }
  for (let y = 0; y < SIZE_PX; y++) {
    for (let x = 0; x < SIZE_PX; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const [row, column] = [place(y), place(x)]
        const at = (dy: number, dx: number) => rows[row.first + dy]![column.first + dx]![channel]!
        const blend = (from: number, to: number, share: number) => from + (to - from) * share
        const top = blend(at(0, 0), at(0, 1), column.share)
        const bottom = blend(at(1, 0), at(1, 1), column.share)
        picture[(y * SIZE_PX + x) * 3 + channel] = Math.round(blend(top, bottom, row.share) * 255)
      }
    }
  }
  return picture
}

/**
 * Writes `filmPath` to `outPath` (an MP4, H.264) with the test card in place of its picture from `fromMs` until before
 * `toMs`. The sound is kept. @throws with ffmpeg's words
 */
export async function spliceTestCard(
  filmPath: string,
  outPath: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<void> {
  const ffmpeg = findFfmpeg()
  if (!ffmpeg) throw new Error('No ffmpeg found: set FFMPEG_PATH, install it, or run npm ci again.')
  const when = `between(t,${fromMs / 1000},${toMs / 1000 - 0.001})`
  const graph =
    '[1:v][0:v]scale2ref=flags=bilinear[card][film];' +
    `[film][card]overlay=enable='${when}':eof_action=repeat,format=yuv420p[v]`
  const child = spawn(
    ffmpeg.path,
    [
      ...['-v', 'error', '-y', '-i', filmPath],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${SIZE_PX}x${SIZE_PX}`, '-i', 'pipe:0'],
      ...['-filter_complex', graph, '-map', '[v]', '-map', '0:a?'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-c:a', 'aac', outPath],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdin.on('error', () => undefined)
  child.stdin.end(drawCard())
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`The test card could not be drawn: ${said.trim()}`)
}
