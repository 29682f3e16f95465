import { spawn } from 'node:child_process'
import { note, print, styled } from '../terminal.ts'
import { choosePictureProtocol, drawPicture } from './draw-picture.ts'
import { captionOf, chooseMoments, fetchPictures, savePictures, type Picture } from './pictures.ts'
import { labelled, type ShownAsset } from './task-text.ts'

/** More would push the text out of sight. */
const MOST_DRAWN = 6

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
}

/** In whatever this machine opens folders with. */
function openFolder(folder: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, folder], { stdio: 'ignore', detached: true })
  child.on('error', () => note(`${command} could not be started; the pictures lie in ${folder}.`))
  child.unref()
}

/** Where each picture lies, or that it is gone. */
export function pictureLines(pictures: Picture[], paths: (string | undefined)[]): string {
  const captions = pictures.map(captionOf)
  const width = Math.max(...captions.map((caption) => [...caption].length))
  const rows = pictures.map((picture, index): [string, string] => {
    const caption = captions[index] ?? ''
    const gone = picture.frameUrl === undefined ? 'the picture is gone' : 'the picture cannot be read'
    const padding = ' '.repeat(width - [...caption].length)
    return ['pictures', `${caption}${padding}  ${paths[index] ?? styled('yellow', gone)}`]
  })
  return labelled(rows)
}

/** The pictures themselves; undefined when one of them does not let itself be drawn. */
function drawing(pictures: Picture[]): string | undefined {
  const protocol = process.stdout.isTTY ? choosePictureProtocol(process.env) : undefined
  if (protocol === undefined || pictures.length > MOST_DRAWN) return undefined
  const parts = pictures.map((picture) => {
    if (picture.jpeg === undefined) return pictureLines([picture], [])
    const drawn = drawPicture(picture.jpeg, protocol)
    return drawn && `  ${captionOf(picture)}\n  ${drawn}`
  })
  return parts.includes(undefined) ? undefined : parts.join('\n')
}

/** Shows the evidence. What it answers takes saved files away again. */
export async function showPictures(
  asset: ShownAsset,
  { open }: { open: boolean },
): Promise<() => Promise<void>> {
  const nothing = () => Promise.resolve()
  const moments = chooseMoments(asset)
  if (moments.length === 0) return nothing
  const pictures = await fetchPictures(moments)
  const drawn = open ? undefined : drawing(pictures)
  if (drawn !== undefined) {
    print(drawn)
    return nothing
  }
  const saved = await savePictures(pictures)
  print(pictureLines(pictures, saved.paths))
  if (open) openFolder(saved.folder)
  return saved.remove
}
