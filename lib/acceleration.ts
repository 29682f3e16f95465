import type { AccelerationMode } from '@aws-sdk/client-mediaconvert'
import { framesPerSecond } from './media-time.ts'
import type { Rung } from './ladder.ts'
import type { Inspection } from '../schemas/generated/types.ts'

/**
 * Containers and codecs that an accelerated job reads.
 * Source: docs.aws.amazon.com/mediaconvert/latest/ug/job-requirements.html
 */
const READABLE: Partial<Record<Inspection['container'], string[]>> = {
  mp4: ['AVC', 'HEVC', 'MPEG2'],
  quicktime: ['PRORES', 'AVC', 'JPEG2000', 'MPEG2'],
  mpegts: ['AVC', 'HEVC', 'MPEG2'],
  mxf: ['PRORES', 'AVC', 'JPEG2000', 'MPEG2'],
  matroska: ['AVC', 'MPEG2', 'MP4V'],
}

/**
 * AWS advises acceleration for jobs of ten minutes and more (ug/accelerated-transcoding.html). A default ladder of a
 * 1080p film in H.264 takes about its own duration; HEVC and AV1 several times that.
 */
const WORTHWHILE_PIXELS = 10 * 60 * 30 * (1920 * 1080 + 1280 * 720 + 854 * 480 + 640 * 360 + 426 * 240)

const WORK_OF_CODEC = { H_264: 1, H_265: 3, AV1: 6 } as const

/**
 * Acceleration is asked for where the source can be read by it and the work is long enough to gain from it, since every
 * output is then charged at the professional tier. It is preferred, never demanded: the service falls back by itself.
 */
export function chooseAcceleration(
  { container, video, durationMs }: Inspection,
  ladder: Rung[],
  codec: keyof typeof WORK_OF_CODEC,
): AccelerationMode {
  if (!READABLE[container]?.includes(video.codec)) return 'DISABLED'
  const pixels = ladder.reduce(
    (sum, rung) => sum + (rung.widthPx * rung.heightPx * framesPerSecond(rung.frameRate) * durationMs) / 1000,
    0,
  )
  return pixels * WORK_OF_CODEC[codec] >= WORTHWHILE_PIXELS ? 'PREFERRED' : 'DISABLED'
}
