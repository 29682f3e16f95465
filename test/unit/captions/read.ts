import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCaptions, type CaptionFile } from '../../../lib/captions/read-captions.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/captions')

export const readText = (text: string, fileName = 'film.en.vtt'): CaptionFile =>
  readCaptions(new TextEncoder().encode(text), { fileName })

export const readFixtureBytes = (fileName: string): Uint8Array => readFileSync(join(FIXTURES, fileName))

export const readFixture = (fileName: string): CaptionFile =>
  readCaptions(readFixtureBytes(fileName), { fileName })

/** A WebVTT file with these lines behind its signature. */
export const webVtt = (...lines: string[]): string => ['WEBVTT', '', ...lines, ''].join('\n')

/** `code:line` of each warning, for short tables. */
export const tellWarnings = ({ warnings }: Pick<CaptionFile, 'warnings'>): string[] =>
  warnings.map(({ code, line }) => (line === undefined ? code : `${code}:${line}`))
