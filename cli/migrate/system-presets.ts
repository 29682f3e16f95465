// The presets that every account had. Elastic Transcoder is gone and tells nobody any more what was in them.
// Sources: the AWS CLI's example of `read-preset` (1351620000001-500020), and copies of ListPresets that others published.
import type { Preset } from './source-shapes.ts'

/** Name, container, width, height, kilobits a second, frames a second, frames between key frames. */
type VideoRow = [
  name: string,
  container: string,
  widthPx: number,
  heightPx: number,
  kbps: number,
  frameRate: number | 'auto' | 'up to 60',
  keyFrames: number,
]

const VIDEO: Record<string, VideoRow> = {
  '000001': ['Generic 1080p', 'mp4', 1920, 1080, 5400, 29.97, 90],
  '000010': ['Generic 720p', 'mp4', 1280, 720, 2400, 29.97, 90],
  '000020': ['Generic 480p 16:9', 'mp4', 854, 480, 1200, 29.97, 90],
  '000030': ['Generic 480p 4:3', 'mp4', 640, 480, 900, 29.97, 90],
  '000040': ['Generic 360p 16:9', 'mp4', 640, 360, 720, 29.97, 90],
  '000050': ['Generic 360p 4:3', 'mp4', 480, 360, 600, 29.97, 90],
  '000061': ['Generic 320x240', 'mp4', 320, 240, 300, 15, 90],
  '100020': ['iPhone4S', 'mp4', 1920, 1080, 5000, 30, 90],
  '100040': ['iPod Touch', 'mp4', 640, 480, 1500, 30, 90],
  '100050': ['Apple TV 2G', 'mp4', 1280, 720, 5000, 30, 90],
  '100060': ['Apple TV 3G', 'mp4', 1920, 1080, 5000, 30, 90],
  '100070': ['Web', 'mp4', 1280, 720, 2200, 30, 90],
  '100080': ['KindleFireHD', 'mp4', 1280, 720, 2200, 30, 90],
  '100090': ['KindleFireHD8.9', 'mp4', 1920, 1080, 5400, 30, 90],
  '100150': ['KindleFireHDX', 'mp4', 1920, 1080, 5000, 30, 90],
  '200010': ['HLS 2M', 'ts', 1024, 768, 1872, 'auto', 90],
  '200015': ['HLS Video - 2M', 'ts', 1024, 768, 1872, 'up to 60', 90],
  '200020': ['HLS 1.5M', 'ts', 960, 640, 1372, 'auto', 90],
  '200025': ['HLS Video - 1.5M', 'ts', 960, 640, 1372, 'up to 60', 90],
  '200030': ['HLS 1M', 'ts', 640, 432, 872, 'auto', 90],
  '200035': ['HLS Video - 1M', 'ts', 640, 432, 872, 'up to 60', 90],
  '200040': ['HLS 600k', 'ts', 480, 320, 472, 'auto', 90],
  '200045': ['HLS Video - 600k', 'ts', 480, 320, 472, 'up to 60', 90],
  '200050': ['HLS 400k', 'ts', 400, 288, 272, 'auto', 90],
  '200055': ['HLS Video - 400k', 'ts', 400, 288, 272, 'up to 60', 90],
  '400010': ['Smooth 3M', 'fmp4', 1280, 720, 2962, 30, 60],
  '400020': ['Smooth 2M', 'fmp4', 992, 560, 2056, 30, 60],
  '400030': ['Smooth 1.5M', 'fmp4', 768, 432, 1427, 30, 60],
  '400040': ['Smooth 1M', 'fmp4', 592, 332, 991, 30, 60],
  '400050': ['Smooth 800k', 'fmp4', 448, 252, 688, 30, 60],
  '400060': ['Smooth 600k', 'fmp4', 368, 208, 477, 30, 60],
  '400070': ['Smooth 500k', 'fmp4', 284, 160, 331, 30, 60],
  '400080': ['Smooth 400k', 'fmp4', 224, 128, 230, 30, 60],
  '500020': ['MPEG-Dash Video - 4.8M', 'fmp4', 1280, 720, 4800, 30, 60],
  '500030': ['MPEG-Dash Video - 2.4M', 'fmp4', 854, 480, 2400, 30, 60],
  '500040': ['MPEG-Dash Video - 1.2M', 'fmp4', 640, 360, 1200, 30, 60],
  '500050': ['MPEG-Dash Video - 600k', 'fmp4', 426, 240, 600, 30, 60],
}

/** Sound alone, and what is neither H.264 nor AAC: name, container, codec, kilobits a second where they are known. */
const OTHERS: Record<
  string,
  { name: string; container: string; video?: string; audio?: string; kbps?: number }
> = {
  '100160': { name: 'NTSC - MPG', container: 'mpg', video: 'mpeg2' },
  '100170': { name: 'PAL - MPG', container: 'mpg', video: 'mpeg2' },
  '100200': { name: 'Gif (Animated)', container: 'gif', video: 'gif' },
  '100210': { name: 'Web: Flash Video', container: 'flv', video: 'H.264' },
  '100220': { name: 'Full HD 1080i60 - XDCAM422', container: 'mxf', video: 'mpeg2' },
  '100230': { name: 'Full HD 1080i50 - XDCAM422', container: 'mxf', video: 'mpeg2' },
  '100240': { name: 'Webm 720p', container: 'webm', video: 'vp8' },
  '100250': { name: 'Webm VP9 720p', container: 'webm', video: 'vp9' },
  '100260': { name: 'Webm VP9 360p', container: 'webm', video: 'vp9' },
  '200060': { name: 'HLS Audio - 160k', container: 'ts', audio: 'AAC', kbps: 160 },
  '200071': { name: 'HLS Audio - 64k', container: 'ts', audio: 'AAC', kbps: 64 },
  '300010': { name: 'Audio MP3 - 320k', container: 'mp3', audio: 'mp3', kbps: 320 },
  '300020': { name: 'Audio MP3 - 192k', container: 'mp3', audio: 'mp3', kbps: 192 },
  '300030': { name: 'Audio MP3 - 160k', container: 'mp3', audio: 'mp3', kbps: 160 },
  '300040': { name: 'Audio MP3 - 128k', container: 'mp3', audio: 'mp3', kbps: 128 },
  '500060': { name: 'MPEG-Dash Audio - 128k', container: 'fmp4', audio: 'AAC', kbps: 128 },
}

const OWNER = '1351620000001-'

function videoPreset(Id: string, row: VideoRow): Preset {
  const [name, Container, widthPx, heightPx, kbps, frameRate, keyFrames] = row
  const Video = {
    Codec: 'H.264',
    MaxWidth: String(widthPx),
    MaxHeight: String(heightPx),
    BitRate: String(kbps),
    ...(frameRate === 'up to 60'
      ? { FrameRate: 'auto', MaxFrameRate: '60' }
      : { FrameRate: String(frameRate) }),
    KeyframesMaxDist: String(keyFrames),
  }
  return { Id, Name: `System preset: ${name}`, Container, Video }
}

/** In the shape of the API, as far as it is known; undefined for an id that is none of these. */
export function findSystemPreset(id: string): Preset | undefined {
  if (!id.startsWith(OWNER)) return undefined
  const number = id.slice(OWNER.length)
  const row = VIDEO[number]
  if (row) return videoPreset(id, row)
  const other = OTHERS[number]
  if (!other) return undefined
  const { name, container, video, audio, kbps } = other
  return {
    Id: id,
    Name: `System preset: ${name}`,
    Container: container,
    ...(video !== undefined && { Video: { Codec: video } }),
    ...(audio !== undefined && { Audio: { Codec: audio, ...(kbps && { BitRate: String(kbps) }) } }),
  }
}
