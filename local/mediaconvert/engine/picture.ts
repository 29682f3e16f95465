// How a source picture becomes an output picture: sizes, padding, cropping, pixel aspect. Pure arithmetic.
import type { Rational, VideoTrack } from '../probe/inspect.ts'
import type { H26xSettings, VideoDescription, VideoSelectorSettings } from '../settings.ts'
import { JobError } from './job-error.ts'

export interface Size {
  widthPx: number
  heightPx: number
}

export interface Picture {
  /** The size of the encoded picture. */
  output: Size
  /** ffmpeg filters that make it from the upright source picture. */
  filters: string[]
}

/** The clockwise turn a job asks for: AUTO follows the file, nothing means none (the service's default). */
export function chooseRotation(selector: VideoSelectorSettings | undefined, source: VideoTrack): number {
  const rotate = selector?.rotate ?? 'DEGREE_0'
  return rotate === 'AUTO' ? source.rotationDegrees : Number(rotate.split('_')[1])
}

export function uprightSize(source: VideoTrack, rotationDegrees: number): Size & { pixelAspect: Rational } {
  const { widthPx, heightPx, pixelAspect } = source
  if (rotationDegrees % 180 === 0) return { widthPx, heightPx, pixelAspect }
  const turned = { numerator: pixelAspect.denominator, denominator: pixelAspect.numerator }
  return { widthPx: heightPx, heightPx: widthPx, pixelAspect: turned }
}

/**
 * Plans one output picture. `position` numbers the video description from 1, for messages.
 * Throws error 1040 when the size to follow is odd, as the service does.
 */
export function planPicture(
  video: VideoDescription,
  upright: Size & { pixelAspect: Rational },
  { par, position }: { par?: H26xSettings | undefined; position: number },
): Picture {
  const outputAspect = choosePixelAspect(par, upright.pixelAspect)
  // The source measured in output pixels: what it would be wide if its pixels had the output's shape.
  const source = {
    widthPx: (upright.widthPx * ratio(upright.pixelAspect)) / ratio(outputAspect),
    heightPx: upright.heightPx,
  }
  const box = chooseBox(video, source, position)
  const { output, filters } = fit(video.scalingBehavior ?? 'DEFAULT', source, box)
  return { output, filters: [...filters, `setsar=${outputAspect.numerator}/${outputAspect.denominator}`] }
}

function choosePixelAspect(settings: H26xSettings | undefined, source: Rational): Rational {
  if (settings?.parControl !== 'SPECIFIED') return source
  return { numerator: settings.parNumerator ?? 1, denominator: settings.parDenominator ?? 1 }
}

/** The rectangle asked for; a side that is left out follows the source's shape. */
function chooseBox(video: VideoDescription, source: Size, position: number): Size {
  if (video.width && video.height) return { widthPx: video.width, heightPx: video.height }
  if (video.width)
    return { widthPx: video.width, heightPx: even((video.width * source.heightPx) / source.widthPx) }
  if (video.height)
    return { widthPx: even((video.height * source.widthPx) / source.heightPx), heightPx: video.height }
  const follow = { widthPx: Math.round(source.widthPx), heightPx: source.heightPx }
  if (follow.widthPx % 2 || follow.heightPx % 2) {
    throw new JobError(
      1040,
      `Invalid resolution [${follow.widthPx} x ${follow.heightPx}], only even values are supported. ` +
        `video_description [${position}].`,
    )
  }
  return follow
}

function fit(behavior: NonNullable<VideoDescription['scalingBehavior']>, source: Size, box: Size): Picture {
  const inside = scaleBy(source, Math.min(box.widthPx / source.widthPx, box.heightPx / source.heightPx))
  switch (behavior) {
    case 'STRETCH_TO_OUTPUT':
      return { output: box, filters: [scale(box)] }
    case 'FIT':
      return { output: inside, filters: [scale(inside)] }
    case 'FIT_NO_UPSCALE': {
      const size = inside.widthPx > source.widthPx ? scaleBy(source, 1) : inside
      return { output: size, filters: [scale(size)] }
    }
    case 'FILL': {
      const cover = scaleBy(source, Math.max(box.widthPx / source.widthPx, box.heightPx / source.heightPx))
      const covering = {
        widthPx: Math.max(cover.widthPx, box.widthPx),
        heightPx: Math.max(cover.heightPx, box.heightPx),
      }
      return { output: box, filters: [scale(covering), `crop=${box.widthPx}:${box.heightPx}`] }
    }
    case 'DEFAULT':
      return { output: box, filters: [scale(inside), ...pad(inside, box)] }
  }
}

function pad(inside: Size, box: Size): string[] {
  if (inside.widthPx === box.widthPx && inside.heightPx === box.heightPx) return []
  return [`pad=${box.widthPx}:${box.heightPx}:-1:-1:black`]
}

function scale(size: Size): string {
  return `scale=${size.widthPx}:${size.heightPx}:flags=bicubic`
}

function scaleBy(size: Size, factor: number): Size {
  return { widthPx: even(size.widthPx * factor), heightPx: even(size.heightPx * factor) }
}

function even(value: number): number {
  return Math.max(2, Math.round(value / 2) * 2)
}

function ratio(value: Rational): number {
  return value.numerator / value.denominator
}
