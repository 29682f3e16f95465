// The outcome seen from outside: what a player fetches first, and what ffprobe says about the file for download.
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { findFfprobe } from '../../lib/ffmpeg-path.ts'
import { CommandError } from '../errors.ts'
import type { Grant } from '../play/grant.ts'

const run = promisify(execFile)

type FetchBytes = (url: string) => Promise<Buffer>

/** As a player does: with the cookies that were given for this asset. */
const fetcher = (cookie: string) => async (url: string) => {
  const answer = await fetch(url, { headers: { cookie } })
  if (!answer.ok) throw new CommandError(`${url} answers ${answer.status}.`)
  return Buffer.from(await answer.arrayBuffer())
}

/** The addresses in a playlist: its lines that are no tags. */
const addressesIn = (playlist: string, url: string) =>
  playlist
    .split(/\r?\n/)
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => new URL(line, url).href)

/** Fetches the multivariant playlist, every media playlist and every segment of the first rendition. */
async function readStream(hlsUrl: string, fetchBytes: FetchBytes): Promise<string> {
  const multivariant = (await fetchBytes(hlsUrl)).toString('utf8')
  if (!multivariant.startsWith('#EXTM3U')) throw new CommandError(`${hlsUrl} is no playlist.`)
  const playlists = [...new Set(addressesIn(multivariant, hlsUrl))]
  const media = await Promise.all(playlists.map(async (url) => (await fetchBytes(url)).toString('utf8')))
  const segments = [...new Set(addressesIn(media[0] ?? '', playlists[0] ?? hlsUrl))]
  const sizes = await Promise.all(segments.map(async (url) => (await fetchBytes(url)).length))
  const kilobytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000)
  return `HLS: ${playlists.length} renditions listed; the first plays from ${segments.length} segments, ${kilobytes} kB`
}

async function probe(path: string): Promise<string> {
  const tool = findFfprobe()
  if (!tool) return 'no ffprobe on this machine'
  const entries = 'stream=codec_name,width,height,avg_frame_rate:format=duration'
  const { stdout } = await run(tool.path, ['-v', 'error', '-show_entries', entries, '-of', 'json', path])
  const { streams, format } = JSON.parse(stdout) as {
    streams: { codec_name: string; width?: number; height?: number; avg_frame_rate: string }[]
    format: { duration: string }
  }
  const tracks = streams.map(({ codec_name: codec, width, height, avg_frame_rate: rate }) =>
    width ? `${codec} ${width}x${height} at ${rate}` : codec,
  )
  return `${tracks.join(', ')}, ${Number(format.duration).toFixed(2)} s`
}

/** The same address without cookies. @throws CommandError when it is open to everybody */
async function tellClosed(hlsUrl: string): Promise<string> {
  const { status } = await fetch(hlsUrl)
  if (status !== 403) throw new CommandError(`Without cookies ${hlsUrl} answers ${status}.`)
  return 'Without signed cookies: 403, for this film and every other'
}

/** What was found, one line each. @throws CommandError when something that was promised is not there */
export async function proveOutcome({ assetId, streams, cookie }: Grant, folder: string): Promise<string[]> {
  const { hlsUrl, dashUrl, mp4Url, thumbnailsUrl } = streams
  const fetchBytes = fetcher(cookie)
  const lines: string[] = [await readStream(hlsUrl, fetchBytes), await tellClosed(hlsUrl)]
  if (dashUrl)
    lines.push(
      `DASH: ${(await fetchBytes(dashUrl)).toString('utf8').split('<Representation').length - 1} representations`,
    )
  if (thumbnailsUrl) {
    const cues = (await fetchBytes(thumbnailsUrl)).toString('utf8').split('-->').length - 1
    lines.push(`Thumbnails: ${cues} cues`)
  }
  if (mp4Url) {
    await mkdir(folder, { recursive: true })
    const path = join(folder, `${assetId.slice(0, 10)}-${basename(new URL(mp4Url).pathname)}`)
    await writeFile(path, await fetchBytes(mp4Url))
    lines.push(`ffprobe of the MP4: ${await probe(path)}`, `  kept as ${path}`)
  }
  return lines
}
