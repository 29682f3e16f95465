// What a recipe is made of: synthetic pictures and tones that ffmpeg draws by itself, so that the repository
// carries no media and every sample can be made in any size and length.

/** The measures of one sample; a recipe states its own, a caller may ask for others. */
export interface SampleSize {
  durationSeconds: number
  widthPx: number
  heightPx: number
}

export interface Recipe {
  /** What the sample stands for, in one sentence. */
  about: string
  /** File name it gets; the suffix is part of what some samples test. */
  fileName: string
  size: SampleSize
  /** Encoder the sample needs beyond the usual; without it the sample cannot be made. */
  encoder?: string
  /** Arguments of ffmpeg without the output file; absent when the bytes are not made by ffmpeg. */
  ffmpeg?(size: SampleSize): string[]
  /** Changes the finished bytes, or makes them when `ffmpeg` is absent. */
  finish?(bytes: Buffer): Buffer
}

export const SMALL: SampleSize = { durationSeconds: 4, widthPx: 640, heightPx: 360 }

/** A moving test picture; a little grain keeps encoders from making next to nothing of it. */
export function picture(size: SampleSize, frameRate: string, filters: string[] = []): string[] {
  const source = `testsrc2=size=${size.widthPx}x${size.heightPx}:rate=${frameRate}`
  const graph = [source, 'noise=alls=5:allf=t', ...filters].join(',')
  return ['-f', 'lavfi', '-t', String(size.durationSeconds), '-i', graph]
}

/** One tone for each channel, in Hz. */
export function tones(size: SampleSize, ...frequenciesHz: number[]): string[] {
  const channels = frequenciesHz.map((hz) => `0.2*sin(2*PI*${hz}*t)`).join('|')
  const layout = frequenciesHz.length === 1 ? 'mono' : 'stereo'
  return [
    '-f',
    'lavfi',
    '-t',
    String(size.durationSeconds),
    '-i',
    `aevalsrc=exprs=${channels}:channel_layout=${layout}:sample_rate=48000`,
  ]
}

/** H.264 as cameras and phones write it. `x264` are parameters of the encoder. */
export function h264(x264 = 'bframes=0', pixelFormat = 'yuv420p'): string[] {
  return [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '23',
    '-pix_fmt',
    pixelFormat,
    '-x264-params',
    x264,
  ]
}

export const AAC = ['-c:a', 'aac', '-b:a', '96k']
