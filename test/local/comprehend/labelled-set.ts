// Reads the labelled set: what its lines say, and which of them the rules were tuned on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../../fixtures/language')

export type SetName = 'tuned' | 'held out'

export interface Line {
  set: SetName
  line: string
}

export interface Labelled {
  set: SetName
  label: string
  text: string
}

export interface Marked {
  set: SetName
  text: string
  /** In UTF-16 units, `end` behind the last. */
  spans: { type: string; begin: number; end: number }[]
}

function readLines(fileName: string): Line[] {
  let set: SetName = 'tuned'
  return readFileSync(join(FOLDER, fileName), 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('## ')) set = line.slice(3) as SetName
      return line === '' || line.startsWith('## ') ? [] : [{ set, line }]
    })
}

/** Files of a label and a text a line. */
export const readLabelled = (fileName: string): Labelled[] =>
  readLines(fileName).map(({ set, line }) => {
    const space = line.indexOf(' ')
    return { set, label: line.slice(0, space), text: line.slice(space + 1) }
  })

/** Files of texts with `[KIND what is to be found]` in them. */
export const readMarked = (fileName: string): Marked[] =>
  readLines(fileName).map(({ set, line }) => {
    const spans: Marked['spans'] = []
    let text = ''
    for (const part of line.split(/(\[[A-Z_]+ [^\]]+\])/)) {
      const [, type, said] = /^\[([A-Z_]+) ([^\]]+)\]$/.exec(part) ?? []
      if (type !== undefined && said !== undefined) {
        spans.push({ type, begin: text.length, end: text.length + said.length })
      }
      text += said ?? part
    }
    return { set, text, spans }
  })
