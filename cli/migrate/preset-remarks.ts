// Of every setting of a preset: whether a profile says it too, and if not, what happens instead. A setting that is in no
// table is told as well: nothing is lost silently.
import { isSettings, nameOf, type Preset, type Remark } from './source-shapes.ts'

/** Undefined where the value is carried over, or is what happens anyway. */
type Judge = (value: string) => string | undefined

const fits: Judge = () => undefined
const unless =
  (usual: string[], says: string): Judge =>
  (value) =>
    usual.includes(value) ? undefined : says

const SIZING = 'A film keeps its shape and is never made larger than its source, nor cropped.'

/** By the path of the setting. */
const JUDGES: Record<string, Judge> = {
  'Video.Codec': fits,
  'Video.CodecOptions.Profile': () => 'H.264 is made in High profile.',
  'Video.CodecOptions.Level': () => 'The level is chosen by MediaConvert.',
  'Video.CodecOptions.MaxReferenceFrames': () => 'Reference frames are chosen by MediaConvert.',
  'Video.CodecOptions.MaxBitRate': fits,
  'Video.CodecOptions.BufferSize': () =>
    'There is no buffer to set: quality-defined variable bit rate has a ceiling only.',
  'Video.CodecOptions.InterlacedMode': unless(['Progressive'], 'Everything is made progressive.'),
  'Video.CodecOptions.ColorSpaceConversionMode': unless(
    ['None'],
    'Only high dynamic range is converted, to BT.709.',
  ),
  'Video.KeyframesMaxDist': fits,
  'Video.FixedGOP': unless(
    ['true'],
    'Key frames always come at one distance, so that players can change rungs.',
  ),
  'Video.BitRate': fits,
  'Video.FrameRate': fits,
  'Video.MaxFrameRate': fits,
  'Video.Resolution': fits,
  'Video.AspectRatio': unless(['auto'], SIZING),
  'Video.MaxWidth': fits,
  'Video.MaxHeight': fits,
  'Video.DisplayAspectRatio': unless(['auto'], SIZING),
  'Video.SizingPolicy': unless(['ShrinkToFit'], SIZING),
  'Video.PaddingPolicy': unless(['NoPad'], 'No bars are added.'),
  'Audio.Codec': unless(['AAC'], 'Sound is made as AAC.'),
  'Audio.CodecOptions.Profile': unless(['AAC-LC', 'auto'], 'Sound is made as AAC-LC.'),
  'Audio.CodecOptions.BitDepth': () => 'AAC has no bit depth.',
  'Audio.CodecOptions.BitOrder': () => 'AAC has no bit order.',
  'Audio.CodecOptions.Signed': () => 'AAC has no sign.',
  'Audio.SampleRate': unless(['44100', '48000', 'auto'], 'Sound has 44,100 or 48,000 samples a second.'),
  'Audio.BitRate': fits,
  'Audio.Channels': unless(['2', 'auto'], 'Sound keeps the channels of its source, up to 5.1.'),
  'Audio.AudioPackingMode': unless(
    ['SingleTrack'],
    'Every audio track of the source becomes one of the stream.',
  ),
  'Thumbnails.Format': unless(['jpg'], 'Thumbnails are JPEG.'),
  'Thumbnails.Interval': fits,
  'Thumbnails.Resolution': fits,
  'Thumbnails.AspectRatio': fits,
  'Thumbnails.MaxWidth': fits,
  'Thumbnails.MaxHeight': fits,
  'Thumbnails.SizingPolicy': unless(['ShrinkToFit'], 'Thumbnails keep the shape of the film.'),
  'Thumbnails.PaddingPolicy': unless(['NoPad'], 'Thumbnails have no bars.'),
}

const IDENTITY = ['Id', 'Arn', 'Name', 'Type', 'Description', 'Container']

/** Places for pictures over the film. They do nothing until a job puts a picture there; then the job is told of. */
const PLACES_ONLY = ['Video.Watermarks']

/** Scalars by their path; null and empty text are as if not said. */
function leaves(value: unknown, path: string[]): { path: string; value: string }[] {
  const name = path.join('.')
  if (value === null || value === undefined || value === '' || PLACES_ONLY.includes(name)) return []
  if (isSettings(value)) return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]))
  return [{ path: name, value: typeof value === 'string' ? value : JSON.stringify(value) }]
}

export function remarkOnPreset(preset: Preset): Remark[] {
  const where = `preset ${nameOf(preset)}`
  return leaves(preset, [])
    .filter(({ path }) => !IDENTITY.includes(path))
    .flatMap(({ path, value }) => {
      const judge = JUDGES[path]
      const says = judge ? judge(value) : 'This setting is not known here.'
      return says === undefined ? [] : [{ where: `${where}: ${path}`, value, says }]
    })
}
