// A file's facts in the shapes of the Probe operation. Duration in seconds; times in epoch seconds on the wire.
import type { AudioTrack, DataTrack, MediaInfo, Rational, VideoTrack } from './inspect.ts'

export interface ObjectFacts {
  eTag?: string
  sizeBytes: number
  lastModified?: Date
  mimeType?: string
}

const FORMATS: Readonly<Record<string, string>> = { mpeg: 'mpegps', wav: 'wave' }

const CODECS: Readonly<Record<string, string>> = {
  ...{
    aac: 'AAC',
    ac3: 'AC3',
    eac3: 'EAC3',
    flac: 'FLAC',
    mp2: 'MP2',
    mp3: 'MP3',
    opus: 'OPUS',
    vorbis: 'VORBIS',
  },
  ...{ wmav1: 'WMA', wmav2: 'WMA2', wmapro: 'WMAPRO', amr_nb: 'AMR', amr_wb: 'AMR' },
  ...{
    av1: 'AV1',
    h264: 'AVC',
    hevc: 'HEVC',
    mpeg1video: 'MPEG1',
    mpeg2video: 'MPEG2',
    mpeg4: 'MP4V',
    h263: 'H263',
  },
  ...{
    vp8: 'VP8',
    vp9: 'VP9',
    theora: 'THEORA',
    prores: 'PRORES',
    mjpeg: 'MJPEG',
    jpeg2000: 'JPEG2000',
    vc1: 'VC1',
  },
  ...{ dnxhd: 'VC3', dvvideo: 'DV', qtrle: 'QTRLE', rawvideo: 'UNCOMPRESSED', v210: 'UNCOMPRESSED' },
  ...{ webvtt: 'WEBVTT', eia_608: 'C608' },
}

const PRIMARIES: Readonly<Record<string, string>> = {
  bt709: 'ITU_709',
  bt470m: 'ITU_470M',
  bt470bg: 'ITU_470BG',
  smpte170m: 'SMPTE_170M',
  smpte240m: 'SMPTE_240M',
  film: 'GENERIC_FILM',
  bt2020: 'ITU_2020',
  smpte428: 'SMPTE_428_1',
  smpte431: 'SMPTE_431_2',
  smpte432: 'SMPTE_EG_432_1',
}

const TRANSFERS: Readonly<Record<string, string>> = {
  bt709: 'ITU_709',
  gamma22: 'ITU_470M',
  gamma28: 'ITU_470BG',
  smpte170m: 'SMPTE_170M',
  smpte240m: 'SMPTE_240M',
  linear: 'LINEAR',
  log100: 'LOG10_2',
  'iec61966-2-4': 'IEC_61966_2_4',
  bt1361e: 'ITU_1361',
  'iec61966-2-1': 'IEC_61966_2_1',
  'bt2020-10': 'ITU_2020_10bit',
  'bt2020-12': 'ITU_2020_12bit',
  smpte2084: 'SMPTE_2084',
  smpte428: 'SMPTE_428_1',
  'arib-std-b67': 'ARIB_B67',
}

const MATRICES: Readonly<Record<string, string>> = {
  gbr: 'RGB',
  bt709: 'ITU_709',
  fcc: 'FCC',
  bt470bg: 'ITU_470BG',
  smpte170m: 'SMPTE_170M',
  smpte240m: 'SMPTE_240M',
  ycgco: 'YCgCo',
  bt2020nc: 'ITU_2020_NCL',
  bt2020c: 'ITU_2020_CL',
}

/** One `probeResults` entry. Tracks are numbered from 1 in the order of the file. */
export function describeProbe(media: MediaInfo, facts: ObjectFacts) {
  const tracks = [
    ...media.video.map((track) => describeVideoTrack(track, media)),
    ...media.audio.map((track) => describeAudioTrack(track, media)),
    ...media.data.map((track) => describeDataTrack(track, media)),
  ].sort((a, b) => a.index - b.index)
  const indexes = (type: string) =>
    tracks.filter((track) => track.trackType === type).map((track) => track.index)
  return {
    container: dropEmpty({
      format: FORMATS[media.container] ?? media.container,
      duration: media.durationSeconds,
      bitRate: media.bitrateBps,
      startTimecode: media.startTimecode,
      tracks,
    }),
    metadata: dropEmpty({
      eTag: facts.eTag,
      fileSize: facts.sizeBytes,
      lastModified: facts.lastModified && Math.floor(facts.lastModified.getTime() / 1000),
      mimeType: facts.mimeType,
    }),
    trackMappings: [
      {
        videoTrackIndexes: indexes('video'),
        audioTrackIndexes: indexes('audio'),
        dataTrackIndexes: indexes('data'),
      },
    ],
  }
}

function describeVideoTrack(track: VideoTrack, media: MediaInfo) {
  const colors = {
    colorPrimaries: PRIMARIES[track.colorPrimaries ?? ''] ?? 'UNSPECIFIED',
    matrixCoefficients: MATRICES[track.colorSpace ?? ''] ?? 'UNSPECIFIED',
    transferCharacteristics: TRANSFERS[track.colorTransfer ?? ''] ?? 'UNSPECIFIED',
  }
  const picture = dropEmpty({
    bitDepth: track.bitDepth,
    width: track.widthPx,
    height: track.heightPx,
    sampleAspectRatio: track.pixelAspect,
    displayAspectRatio: displayAspect(track),
    ...colors,
  })
  return {
    index: track.index + 1,
    trackType: 'video',
    codec: CODECS[track.codec] ?? 'UNKNOWN',
    duration: track.durationSeconds ?? media.durationSeconds,
    videoProperties: dropEmpty({
      ...picture,
      bitRate: track.bitrateBps,
      frameRate: track.frameRate,
      rotation: track.rotationDegrees || undefined,
      codecMetadata: dropEmpty({
        ...picture,
        codedFrameRate: track.frameRate,
        chromaSubsampling: chromaOf(track.pixelFormat),
        profile: track.profile,
        level: track.level && track.level > 0 ? levelOf(track.codec, track.level) : undefined,
        scanType: track.interlaced === 'progressive' ? 'progressive' : 'interlaced',
        fieldOrder: { progressive: undefined, top: 'TopFieldFirst', bottom: 'BottomFieldFirst' }[
          track.interlaced
        ],
      }),
    }),
  }
}

function describeAudioTrack(track: AudioTrack, media: MediaInfo) {
  return {
    index: track.index + 1,
    trackType: 'audio',
    codec: CODECS[track.codec] ?? (track.codec.startsWith('pcm_') ? 'PCM' : 'UNKNOWN'),
    duration: track.durationSeconds ?? media.durationSeconds,
    audioProperties: dropEmpty({
      bitDepth: track.bitDepth,
      bitRate: track.bitrateBps,
      channels: track.channels,
      channelLayout: track.channelLayout?.replace(/\(.*\)$/, ''),
      languageCode: track.language,
      sampleRate: track.sampleRateHz,
    }),
  }
}

function describeDataTrack(track: DataTrack, media: MediaInfo) {
  return {
    index: track.index + 1,
    trackType: 'data',
    codec: CODECS[track.codec] ?? 'UNKNOWN',
    duration: track.durationSeconds ?? media.durationSeconds,
    dataProperties: dropEmpty({ languageCode: track.language }),
  }
}

function displayAspect(track: VideoTrack): Rational | undefined {
  const numerator = track.widthPx * track.pixelAspect.numerator
  const denominator = track.heightPx * track.pixelAspect.denominator
  const divisor = greatestCommonDivisor(numerator, denominator)
  return divisor > 0 ? { numerator: numerator / divisor, denominator: denominator / divisor } : undefined
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

export function chromaOf(pixelFormat: string): string {
  if (/444|^gbr|^rgb|^bgr/.test(pixelFormat)) return '4:4:4'
  return /422|yuyv|uyvy/.test(pixelFormat) ? '4:2:2' : '4:2:0'
}

/** ffprobe gives AVC levels times 10 and HEVC levels times 30. */
function levelOf(codec: string, level: number): string {
  return String(codec === 'hevc' ? level / 30 : codec === 'h264' ? level / 10 : level)
}

function dropEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T
}
