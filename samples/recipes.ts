// The sample media: one recipe for each kind of source that people really send.
import { captionRecipes } from './caption-recipes.ts'
import { AAC, h264, picture, SMALL, tones } from './recipe.ts'
import type { Recipe, SampleSize } from './recipe.ts'
import { rotateTrack } from './rotate-track.ts'

const NTSC_FILM = '24000/1001'

const plain = (size: SampleSize) => [...picture(size, '25'), ...tones(size, 440, 554), ...h264(), ...AAC]

const VP9_OPUS = [
  ...['-c:v', 'libvpx-vp9', '-pix_fmt', 'yuv420p', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '500k'],
  ...['-c:a', 'libopus', '-b:a', '64k'],
]

const evenUp = (size: SampleSize): SampleSize => ({
  ...size,
  widthPx: size.widthPx + (size.widthPx % 2),
  heightPx: size.heightPx + (size.heightPx % 2),
})

/** The first bytes of a file, as an upload that broke off leaves them. */
const cutTo = (share: number) => (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length * share))

export const recipes = {
  'film-landscape': {
    about: 'A landscape film clip at 23.976 frames a second with B-frames and stereo sound.',
    fileName: 'film-landscape.mp4',
    size: { durationSeconds: 10, widthPx: 1280, heightPx: 720 },
    ffmpeg: (size) => [
      ...picture(size, NTSC_FILM, ['hue=H=0.3*t']),
      ...tones(size, 440, 554),
      ...h264('bframes=3:keyint=48'),
      ...AAC,
      '-movflags',
      '+faststart',
    ],
  },
  'phone-portrait-rotated': {
    about: 'A phone clip: MOV, stored landscape and turned to portrait by its matrix, mono sound.',
    fileName: 'phone-portrait-rotated.mov',
    size: { durationSeconds: 6, widthPx: 960, heightPx: 540 },
    ffmpeg: (size) => [...picture(size, '30'), ...tones(size, 330), ...h264(), ...AAC],
    finish: rotateTrack,
  },
  portrait: {
    about: 'Portrait pictures stored as they are seen.',
    fileName: 'portrait.mp4',
    size: { durationSeconds: 4, widthPx: 360, heightPx: 640 },
    ffmpeg: plain,
  },
  square: {
    about: 'As wide as high.',
    fileName: 'square.mp4',
    size: { durationSeconds: 4, widthPx: 480, heightPx: 480 },
    ffmpeg: plain,
  },
  'no-audio': {
    about: 'A silent film without any audio track.',
    fileName: 'no-audio.mp4',
    size: SMALL,
    ffmpeg: (size) => [...picture(size, '25'), ...h264()],
  },
  'two-audio-languages': {
    about: 'An English and a Korean audio track.',
    fileName: 'two-audio-languages.mp4',
    size: SMALL,
    ffmpeg: (size) => [
      ...picture(size, '25'),
      ...tones(size, 440, 554),
      ...tones(size, 330, 392),
      ...['-map', '0:v', '-map', '1:a', '-map', '2:a'],
      ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=kor'],
      ...h264(),
      ...AAC,
    ],
  },
  ...captionRecipes,
  'open-gop-bframes': {
    about: 'Open groups of pictures with a pyramid of B-frames, as broadcasters encode.',
    fileName: 'open-gop-bframes.mp4',
    size: SMALL,
    ffmpeg: (size) => [
      ...picture(size, '25'),
      ...tones(size, 440, 554),
      ...h264('open-gop=1:bframes=4:b-adapt=2:b-pyramid=normal:keyint=24:min-keyint=12'),
      ...AAC,
    ],
  },
  'mov-prores': {
    about: 'ProRes 422 with uncompressed sound, as an editor exports it.',
    fileName: 'mov-prores.mov',
    size: SMALL,
    encoder: 'prores_ks',
    ffmpeg: (size) => [
      ...picture(size, NTSC_FILM),
      ...tones(size, 440, 554),
      ...['-c:v', 'prores_ks', '-profile:v', '0', '-pix_fmt', 'yuv422p10le', '-c:a', 'pcm_s16le'],
    ],
  },
  mkv: {
    about: 'H.264 and Opus in Matroska.',
    fileName: 'matroska.mkv',
    size: SMALL,
    encoder: 'libopus',
    ffmpeg: (size) => [
      ...picture(size, '30'),
      ...tones(size, 440, 554),
      ...h264('bframes=2'),
      ...['-c:a', 'libopus', '-b:a', '64k'],
    ],
  },
  'webm-vp9': {
    about: 'VP9 and Opus in WebM, as a browser records it.',
    fileName: 'webm-vp9.webm',
    size: { durationSeconds: 4, widthPx: 480, heightPx: 270 },
    encoder: 'libvpx-vp9',
    ffmpeg: (size) => [...picture(size, '30'), ...tones(size, 440, 554), ...VP9_OPUS],
  },
  'mpeg2-ts': {
    about: 'MPEG-2 video in a transport stream, as a tuner records it.',
    fileName: 'mpeg2-ts.ts',
    size: SMALL,
    ffmpeg: (size) => [
      ...picture(size, '25'),
      ...tones(size, 440, 554),
      ...['-c:v', 'mpeg2video', '-b:v', '2M', '-bf', '2', '-g', '12', '-c:a', 'mp2', '-b:a', '128k'],
    ],
  },
  'mpeg2-ps': {
    about: 'MPEG-2 video in a program stream, as on a DVD.',
    fileName: 'mpeg2-ps.mpg',
    size: { durationSeconds: 4, widthPx: 720, heightPx: 480 },
    ffmpeg: (size) => [
      ...picture(size, '30000/1001'),
      ...tones(size, 440, 554),
      ...[
        '-c:v',
        'mpeg2video',
        '-b:v',
        '3M',
        '-bf',
        '2',
        '-g',
        '15',
        '-c:a',
        'mp2',
        '-b:a',
        '128k',
        '-f',
        'vob',
      ],
    ],
  },
  'ten-bit-hdr': {
    about: 'HEVC with 10 bits a sample and the HDR10 transfer curve.',
    fileName: 'ten-bit-hdr.mp4',
    size: SMALL,
    encoder: 'libx265',
    ffmpeg: (size) => [
      ...picture(size, '25'),
      ...tones(size, 440, 554),
      ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1'],
      '-x265-params',
      'log-level=error:hdr=1:repeat-headers=1:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:' +
        'master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400',
      ...['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'],
      ...AAC,
    ],
  },
  'odd-dimensions': {
    about: 'An odd width and height, which H.264 in 4:2:0 cannot have, as screen recorders write it.',
    fileName: 'odd-dimensions.webm',
    size: { durationSeconds: 4, widthPx: 639, heightPx: 359 },
    encoder: 'libvpx-vp9',
    ffmpeg: (size) => [
      ...picture(evenUp(size), '25', [`crop=${size.widthPx}:${size.heightPx}:0:0:exact=1`]),
      ...tones(size, 440, 554),
      ...VP9_OPUS,
    ],
  },
  tiny: {
    about: 'The smallest useful picture, one second long.',
    fileName: 'tiny.mp4',
    size: { durationSeconds: 1, widthPx: 64, heightPx: 36 },
    ffmpeg: (size) => [...picture(size, '25'), ...tones(size, 440), ...h264(), ...AAC],
  },
  anamorphic: {
    about: 'Pixels that are not square: 16:9 pictures stored in 5:4.',
    fileName: 'anamorphic.mp4',
    size: { durationSeconds: 4, widthPx: 720, heightPx: 576 },
    ffmpeg: (size) => [
      ...picture(size, '25', [`setsar=${16 * size.heightPx}/${9 * size.widthPx}`]),
      ...tones(size, 440, 554),
      ...h264('bframes=2'),
      ...AAC,
    ],
  },
  'high-frame-rate': {
    about: '120 frames a second, as slow motion is recorded.',
    fileName: 'high-frame-rate.mp4',
    size: { durationSeconds: 3, widthPx: 640, heightPx: 360 },
    ffmpeg: (size) => [...picture(size, '120'), ...tones(size, 440), ...h264(), ...AAC],
  },
  interlaced: {
    about: 'Interlaced H.264, top field first.',
    fileName: 'interlaced.mp4',
    size: { durationSeconds: 4, widthPx: 720, heightPx: 576 },
    ffmpeg: (size) => [
      ...picture(size, '50', ['interlace=scan=tff']),
      ...tones(size, 440, 554),
      ...h264('tff=1:bframes=2'),
      ...['-flags', '+ildct+ilme', ...AAC],
    ],
  },
  'audio-only': {
    about: 'Sound without a picture.',
    fileName: 'audio-only.mp4',
    size: { durationSeconds: 4, widthPx: 0, heightPx: 0 },
    ffmpeg: (size) => [...tones(size, 440, 554), ...AAC],
  },
  'drm-protected': {
    about: 'Encrypted by Common Encryption, without a key that anybody has.',
    fileName: 'drm-protected.mp4',
    size: SMALL,
    ffmpeg: (size) => [
      ...plain(size),
      ...['-encryption_scheme', 'cenc-aes-ctr'],
      ...[
        '-encryption_key',
        '0123456789abcdef0123456789abcdef',
        '-encryption_kid',
        'fedcba9876543210fedcba9876543210',
      ],
    ],
  },
  truncated: {
    about: 'The first half of an upload whose index says that there is more.',
    fileName: 'truncated.mp4',
    size: SMALL,
    ffmpeg: (size) => [...plain(size), '-movflags', '+faststart'],
    finish: cutTo(0.5),
  },
  'truncated-no-index': {
    about: 'The first half of an upload that has its index at the end.',
    fileName: 'truncated-no-index.mp4',
    size: SMALL,
    ffmpeg: plain,
    finish: cutTo(0.5),
  },
  'text-as-mp4': {
    about: 'A text file that calls itself a video.',
    fileName: 'text-as-mp4.mp4',
    size: { durationSeconds: 0, widthPx: 0, heightPx: 0 },
    finish: () => Buffer.from('Dear editor,\nthe film is attached to my other letter.\n'.repeat(20)),
  },
  'zero-bytes': {
    about: 'An empty file.',
    fileName: 'zero-bytes.mp4',
    size: { durationSeconds: 0, widthPx: 0, heightPx: 0 },
    finish: () => Buffer.alloc(0),
  },
} satisfies Record<string, Recipe>
