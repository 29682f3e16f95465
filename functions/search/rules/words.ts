// Text as words that are compared: the same for what is indexed and for what is asked.

/** A run of letters and digits; or of a script that is written without spaces between what people search for. */
export interface Word {
  text: string
  kind: 'letters' | 'syllables'
}

/** Longer ones are no words; a sort key of DynamoDB takes 1,024 bytes. */
const LONGEST_WORD = 64

/** Joiners, soft hyphens, marks of direction: they are not seen. */
const UNSEEN = /\p{Cf}+/gu
const APOSTROPHES = /(?<=\p{L})['’ʼ](?=\p{L})/gu
const LATIN_MARKS = /(?<=\p{Script=Latin})\p{Mn}+/gu
const WORDS = /[\p{L}\p{M}\p{N}]+/gu
/** Within a word: Hangul by itself, Chinese and Japanese signs together, and everything else. */
const RUNS =
  /(\p{scx=Hang}+|[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]+)|(?:(?![\p{scx=Hang}\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]).)+/gsu

const fold = (text: string) =>
  text
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(APOSTROPHES, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(LATIN_MARKS, '')
    .normalize('NFC')
    // Which sigma stands at the end of a word depends on where the word is cut.
    .replaceAll('ς', 'σ')

const cut = (text: string) => (text.length <= LONGEST_WORD ? text : [...text].slice(0, LONGEST_WORD).join(''))

const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text)

/** Nothing to fold but capitals: most English and Korean cues, and five times as fast. */
const isPlain = (text: string) => /^[\0-\x7f가-힣‘’“”–—…♪]*$/.test(text)

/** Small letters, one form of every sign, no accents on Latin letters, no apostrophes within words. */
export const normaliseText = (text: string): string =>
  // Twice: what one form is made of may have another form itself.
  isPlain(text) ? text.replace(APOSTROPHES, '').toLowerCase() : fold(fold(text))

function splitRuns(word: string): Word[] {
  if (isAscii(word)) return [{ text: cut(word), kind: 'letters' }]
  return [...word.matchAll(RUNS)].map(([text, syllables]) =>
    syllables === undefined ? { text: cut(text), kind: 'letters' } : { text, kind: 'syllables' },
  )
}

/** The words of a text in their order. */
export const readWords = (text: string): Word[] =>
  (normaliseText(text).match(WORDS) ?? []).flatMap((word) => splitRuns(word))
