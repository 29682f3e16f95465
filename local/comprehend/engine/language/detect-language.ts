// The shares of the languages in a text. Scripts that tell the language are counted; ELD judges the rest.
import { eld } from 'eld/small'
import { writesTraditionally } from './chinese-script.ts'

export interface LanguageShare {
  /** RFC 5646. */
  code: string
  /** 0 to 1; the shares of a text add up to 1 at most. */
  score: number
}

const HANGUL = /\p{Script=Hangul}/gu
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu
const HAN = /\p{Script=Han}/gu
const LETTER = /\p{Letter}/gu
const EAST_ASIAN = /[\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]+/gu

/** One syllable of Hangul says about as much as so many Latin letters. */
const LETTERS_A_SYLLABLE = 2.5
/** ELD's scores lie close together; raised to a power their ratio becomes one of confidence, which grows with the text. */
const sharpness = (text: string) => 12 + Math.min(text.length / 20, 60)
const LEAST_SHARE = 0.01
const MOST_LANGUAGES = 5
const SUREST = 0.99

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

/** The surest first. Empty for a text without letters. */
export function detectLanguage(text: string): LanguageShare[] {
  const shares = new Map<string, number>()
  const add = (code: string, weight: number) => shares.set(code, (shares.get(code) ?? 0) + weight)
  addEastAsian(text, add)
  const rest = text.replace(EAST_ASIAN, ' ')
  const letters = count(rest, LETTER)
  for (const { code, score } of judge(rest)) add(code, score * letters)
  const total = [...shares.values()].reduce((sum, weight) => sum + weight, 0)
  return [...shares]
    .map(([code, weight]) => ({ code, score: (weight / total) * SUREST }))
    .filter(({ score }) => score >= LEAST_SHARE)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_LANGUAGES)
}

function addEastAsian(text: string, add: (code: string, weight: number) => void): void {
  const hangul = count(text, HANGUL)
  const kana = count(text, KANA)
  const han = count(text, HAN)
  if (hangul > 0) add('ko', hangul * LETTERS_A_SYLLABLE)
  if (kana > 0) add('ja', (kana + han) * LETTERS_A_SYLLABLE)
  // Korean texts carry a few Chinese characters in brackets.
  else if (han > hangul) add(writesTraditionally(text) ? 'zh-TW' : 'zh', han * LETTERS_A_SYLLABLE)
  else if (han > 0) add('ko', han * LETTERS_A_SYLLABLE)
}

/** Shares that add up to 1, or none where ELD knows nothing. */
function judge(text: string): LanguageShare[] {
  if (count(text, LETTER) === 0) return []
  const scores = Object.entries(eld.detect(lowerShouting(text)).getScores())
  const power = sharpness(text)
  const sharpened = scores.map(([code, score]) => ({ code, score: score ** power }))
  const total = sharpened.reduce((sum, { score }) => sum + score, 0)
  return sharpened.map(({ code, score }) => ({ code, score: score / total }))
}

/** Captions for the hard of hearing shout; ELD has learnt from texts that do not. */
const lowerShouting = (text: string) => (text === text.toUpperCase() ? text.toLowerCase() : text)
