// Parties that did not make the media say what they see in it.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import HLS from 'hls-parser'
import { createFile, MP4BoxBuffer, type Movie } from 'mp4box'
import { parse as parseMpd, type MpdPlaylist } from 'mpd-parser'
import { findFfmpeg, findFfprobe } from '../../lib/ffmpeg-path.ts'

const run = promisify(execFile)

export interface ProbedStream {
  codec_type: 'video' | 'audio' | 'subtitle' | 'data'
  codec_name: string
  width?: number
  height?: number
  r_frame_rate?: string
  channels?: number
}

export interface Probed {
  streams: ProbedStream[]
  durationSeconds: number
}

/** Old builds look at suffixes, and do not know those of CMAF. */
const opening = (path: string) => [
  ...(path.endsWith('.m3u8') ? ['-allowed_extensions', 'ALL'] : []),
  '-i',
  path,
]

const tool = (found: { path: string } | undefined, name: string) => {
  if (found === undefined) throw new Error(`No ${name} found; run npm ci.`)
  return found.path
}

/** What ffprobe says of a file or a playlist. */
export async function probeWithFfprobe(path: string): Promise<Probed> {
  const { stdout } = await run(
    tool(findFfprobe(), 'ffprobe'),
    ['-v', 'error', '-print_format', 'json', '-show_streams', '-show_format', ...opening(path)],
    { maxBuffer: 16 << 20 },
  )
  const { streams, format } = JSON.parse(stdout) as { streams: ProbedStream[]; format: { duration?: string } }
  return { streams, durationSeconds: Number(format.duration) }
}

/** Decodes everything and throws the pictures away. Answers the decoder's complaints; none when all is well. */
export async function decodeAll(path: string): Promise<string[]> {
  const args = ['-nostdin', '-v', 'error', ...opening(path), '-f', 'null', '-']
  const { stderr } = await run(tool(findFfmpeg(), 'ffmpeg'), args, { maxBuffer: 16 << 20 })
  return stderr.split('\n').filter((line) => line.trim() !== '')
}

export interface HlsRendition {
  /** Path of the media playlist. */
  path: string
  widthPx: number | undefined
  heightPx: number | undefined
  bandwidthBps: number
  codecs: string
  durationSeconds: number
  segmentPaths: string[]
  initPath: string
}

function readMediaPlaylist(path: string) {
  const playlist = HLS.parse(readFileSync(path, 'utf8'))
  if (playlist.isMasterPlaylist) throw new Error(`${path} is not a media playlist.`)
  const { segments, targetDuration, endlist } = playlist
  if (!endlist) throw new Error(`${path} has no end.`)
  const tooLong = segments.find(({ duration }) => Math.round(duration) > targetDuration)
  if (tooLong) throw new Error(`${path}: ${tooLong.uri} is longer than the target duration.`)
  const folder = dirname(path)
  const initPath = join(folder, segments[0]?.map?.uri ?? 'no-init-segment')
  const segmentPaths = segments.map(({ uri }) => join(folder, uri))
  const missing = [initPath, ...segmentPaths].filter((file) => !existsSync(file))
  if (missing.length > 0) throw new Error(`${path} names what does not exist: ${missing.join(', ')}`)
  return {
    durationSeconds: segments.reduce((sum, { duration }) => sum + duration, 0),
    segmentPaths,
    initPath,
  }
}

/**
 * Reads a multivariant playlist and every playlist it names, strictly.
 * @throws on any fault, a missing file among them
 */
export function readHls(path: string): {
  renditions: HlsRendition[]
  audio: ReturnType<typeof readMediaPlaylist>[]
} {
  HLS.setOptions({ strictMode: true })
  const playlist = HLS.parse(readFileSync(path, 'utf8'))
  if (!playlist.isMasterPlaylist) throw new Error(`${path} is not a multivariant playlist.`)
  const folder = dirname(path)
  const audioUris = playlist.variants.flatMap(({ audio }) => audio.map(({ uri }) => uri ?? []).flat())
  return {
    renditions: playlist.variants.map((variant) => ({
      path: join(folder, variant.uri),
      widthPx: variant.resolution?.width,
      heightPx: variant.resolution?.height,
      bandwidthBps: variant.bandwidth,
      codecs: variant.codecs ?? '',
      ...readMediaPlaylist(join(folder, variant.uri)),
    })),
    audio: [...new Set(audioUris)].map((uri) => readMediaPlaylist(join(folder, uri))),
  }
}

export interface DashRendition {
  codecs: string
  widthPx: number | undefined
  heightPx: number | undefined
  durationSeconds: number
}

function readDashPlaylist({ attributes, segments }: MpdPlaylist): DashRendition {
  const named = segments.flatMap(({ resolvedUri, map }) => [resolvedUri, map?.resolvedUri ?? []].flat())
  const missing = named.filter((uri) => !existsSync(new URL(uri)))
  if (missing.length > 0) throw new Error(`The manifest names what does not exist: ${missing.join(', ')}`)
  return {
    codecs: attributes.CODECS ?? '',
    widthPx: attributes.RESOLUTION?.width,
    heightPx: attributes.RESOLUTION?.height,
    durationSeconds: segments.reduce((sum, { duration }) => sum + duration, 0),
  }
}

/** Reads a DASH manifest as a player does. @throws when it is no XML, not complete, or names a missing file */
export function readDash(path: string): {
  durationSeconds: number
  video: DashRendition[]
  audio: DashRendition[]
} {
  const { duration, playlists, mediaGroups } = parseMpd(readFileSync(path, 'utf8'), {
    manifestUri: `file://${path}`,
  })
  const audio = Object.values(mediaGroups.AUDIO).flatMap((group) => Object.values(group))
  return {
    durationSeconds: duration,
    video: playlists.map(readDashPlaylist),
    audio: audio.flatMap((label) => label.playlists.map(readDashPlaylist)),
  }
}

export interface Boxes {
  movie: Movie
  /** Movie fragments: one or more in every segment. */
  fragmentCount: number
}

/** Reads the boxes of a film: one file, or an init segment and its segments. @throws when they are no ISO BMFF */
export function readBoxes(paths: string[]): Boxes {
  const file = createFile()
  let movie: Movie | undefined
  file.onReady = (info) => (movie = info)
  file.onError = (_module, message) => {
    throw new Error(`${paths[0]}: ${message}`)
  }
  let position = 0
  for (const path of paths) {
    const bytes = readFileSync(path)
    file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(bytes).buffer, position))
    position += bytes.length
  }
  file.flush()
  if (movie === undefined) throw new Error(`${paths[0]} holds no complete movie box.`)
  return { movie, fragmentCount: file.moofs.length }
}
