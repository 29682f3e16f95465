import jpeg from 'jpeg-js'
import { InvariantError } from '../../lib/errors.ts'

/** A grid of equal tiles, filled row by row. */
export interface SheetGrid {
  columns: number
  rows: number
  tileWidthPx: number
  tileHeightPx: number
}

const BYTES_PER_PIXEL = 4
const JPEG_QUALITY = 70

// A thumbnail is a few kilobytes; what claims to be much larger is not one of ours.
const DECODE_LIMITS = { maxMemoryUsageInMB: 64, maxResolutionInMP: 4 }

/** Where the first byte of a row of a tile lies in the sheet. */
function offsetOf(tile: number, row: number, { columns, tileWidthPx, tileHeightPx }: SheetGrid): number {
  const x = (tile % columns) * tileWidthPx
  const y = Math.floor(tile / columns) * tileHeightPx + row
  return (y * columns * tileWidthPx + x) * BYTES_PER_PIXEL
}

/**
 * One JPEG of all frames, for a player's scrubber.
 * @throws InvariantError when a frame is not as large as a tile
 */
export function drawSpriteSheet(frames: Uint8Array[], grid: SheetGrid): Uint8Array {
  const { columns, rows, tileWidthPx, tileHeightPx } = grid
  const sheet = Buffer.alloc(columns * tileWidthPx * rows * tileHeightPx * BYTES_PER_PIXEL)
  frames.forEach((frame, tile) => {
    const picture = jpeg.decode(frame, { useTArray: true, ...DECODE_LIMITS })
    if (picture.width !== tileWidthPx || picture.height !== tileHeightPx) {
      throw new InvariantError(
        `Thumbnail ${tile} is ${picture.width}x${picture.height}, not ${tileWidthPx}x${tileHeightPx}.`,
      )
    }
    const rowBytes = tileWidthPx * BYTES_PER_PIXEL
    for (let row = 0; row < tileHeightPx; row++) {
      sheet.set(picture.data.subarray(row * rowBytes, (row + 1) * rowBytes), offsetOf(tile, row, grid))
    }
  })
  return jpeg.encode({ data: sheet, width: columns * tileWidthPx, height: rows * tileHeightPx }, JPEG_QUALITY)
    .data
}

/** Size of a thumbnail, read from the picture itself. */
export function sizeOfPicture(frame: Uint8Array): { widthPx: number; heightPx: number } {
  const { width, height } = jpeg.decode(frame, { useTArray: true, ...DECODE_LIMITS })
  return { widthPx: width, heightPx: height }
}
