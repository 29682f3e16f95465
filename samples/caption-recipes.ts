// Films with captions inside.
import { AAC, h264, picture, SMALL, tones } from './recipe.ts'
import type { Recipe } from './recipe.ts'

/** One cue of a caption track. */
type SampleCue = [startSeconds: number, endSeconds: number, text: string]

const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 23).replace('.', ',')

/** Captions as an input of ffmpeg, which reads them from its own command line. */
function captions(...cues: SampleCue[]): string[] {
  const blocks = cues.map(
    ([start, end, text], index) => `${index + 1}\n${clock(start)} --> ${clock(end)}\n${text}\n`,
  )
  return ['-f', 'srt', '-i', `data:text/plain;base64,${Buffer.from(blocks.join('\n')).toString('base64')}`]
}

const ENGLISH: SampleCue[] = [
  [0.5, 1.5, 'Good morning, and welcome.'],
  [2, 3.25, 'Children < 7 & dogs travel free.\nDo not be late.'],
]
const KOREAN: SampleCue[] = [
  [0.5, 1.5, '안녕하세요, 환영합니다.'],
  [2, 3.25, '배는 아홉 시에 떠납니다.\n늦지 마세요.'],
]

export const captionRecipes = {
  'embedded-captions': {
    about: 'An English and a Korean caption track of 3GPP timed text.',
    fileName: 'embedded-captions.mp4',
    size: SMALL,
    ffmpeg: (size) => [
      ...picture(size, '25'),
      ...tones(size, 440, 554),
      ...captions(...ENGLISH),
      ...captions(...KOREAN),
      ...['-map', '0:v', '-map', '1:a', '-map', '2:s', '-map', '3:s', '-c:s', 'mov_text'],
      ...['-metadata:s:s:0', 'language=eng', '-metadata:s:s:1', 'language=kor'],
      ...h264(),
      ...AAC,
    ],
  },
  'mkv-captions': {
    about: 'A Korean caption track in Matroska, which MediaConvert does not read.',
    fileName: 'matroska-captions.mkv',
    size: SMALL,
    ffmpeg: (size) => [
      ...picture(size, '25'),
      ...captions(...KOREAN),
      ...['-map', '0:v', '-map', '1:s', '-c:s', 'srt', '-metadata:s:s:0', 'language=kor'],
      ...h264(),
    ],
  },
} as const satisfies Record<string, Recipe>
