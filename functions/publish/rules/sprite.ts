// Sheets of thumbnails for a player's scrubber, and the WebVTT index that says which tile shows which time.
import { spriteName } from '../../../lib/output-layout.ts'

export interface TileSize {
  widthPx: number
  heightPx: number
}

/** A grid of equal tiles, filled row by row. */
export interface SpriteSheet {
  /** File name beside the index. */
  name: string
  /** Number of the first frame on it, from 0. */
  firstFrame: number
  frameCount: number
  columns: number
  rows: number
}

export interface SpritePlan {
  tile: TileSize
  frameCount: number
  sheets: SpriteSheet[]
}

const COLUMNS = 10
const MOST_TILES = COLUMNS * 10

/** A sheet has at most ten by ten tiles; a long film has more sheets, and no frame is left out. */
export function planSprites(frameCount: number, tile: TileSize): SpritePlan {
  const sheets = Array.from({ length: Math.ceil(frameCount / MOST_TILES) }, (_, sheet) => {
    const firstFrame = sheet * MOST_TILES
    const count = Math.min(MOST_TILES, frameCount - firstFrame)
    return {
      name: spriteName(sheet),
      firstFrame,
      frameCount: count,
      columns: Math.min(COLUMNS, count),
      rows: Math.ceil(count / COLUMNS),
    }
  })
  return { tile, frameCount, sheets }
}

/** `HH:MM:SS.mmm`; hours may take more than two digits. */
function timestamp(ms: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const seconds = Math.floor(ms / 1000)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return `${clock}.${String(ms % 1000).padStart(3, '0')}`
}

/**
 * One cue for every frame, from its time to the next one's. No cue begins at or after the end of the film or lasts
 * beyond it; the last one lasts to it.
 * @param times interval of the frames and duration of the film in milliseconds, both whole
 */
export function writeThumbnailIndex(
  plan: SpritePlan,
  times: { intervalMs: number; durationMs: number },
): string {
  const cues = plan.sheets.flatMap((sheet) =>
    Array.from({ length: sheet.frameCount }, (_, tile) => {
      const frame = sheet.firstFrame + tile
      const startMs = frame * times.intervalMs
      const isLast = frame === plan.frameCount - 1
      const endMs = isLast ? times.durationMs : Math.min(startMs + times.intervalMs, times.durationMs)
      if (startMs >= times.durationMs) return ''
      const x = (tile % sheet.columns) * plan.tile.widthPx
      const y = Math.floor(tile / sheet.columns) * plan.tile.heightPx
      const area = [x, y, plan.tile.widthPx, plan.tile.heightPx].join(',')
      return `${timestamp(startMs)} --> ${timestamp(endMs)}\n${sheet.name}#xywh=${area}\n\n`
    }),
  )
  return `WEBVTT\n\n${cues.join('')}`
}
