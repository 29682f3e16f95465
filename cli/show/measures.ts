// Measures as people read them.

export function bytes(sizeBytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, sizeBytes < 1000 ? 0 : Math.floor(Math.log10(sizeBytes) / 3))
  const value = sizeBytes / 1000 ** power
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`
}

export function duration(durationMs: number): string {
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`
  const totalSeconds = Math.round(durationMs / 1000)
  const [hours, minutes, seconds] = [
    Math.floor(totalSeconds / 3600),
    Math.floor(totalSeconds / 60) % 60,
    totalSeconds % 60,
  ]
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds} s`
}

export const bitrate = (bitrateBps: number) =>
  bitrateBps < 1_000_000
    ? `${Math.round(bitrateBps / 1000)} kbit/s`
    : `${(bitrateBps / 1_000_000).toFixed(1)} Mbit/s`

export const frameRate = ({ numerator, denominator }: { numerator: number; denominator: number }) =>
  `${Number((numerator / denominator).toFixed(3))} fps`

/** Cut to `width` characters with an ellipsis. */
export const shorten = (text: string, width: number) =>
  [...text].length <= width ? text : `${[...text].slice(0, width - 1).join('')}…`
