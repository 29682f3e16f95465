// Korean sentiment by a small lexicon of our own: stems at the beginning of words, negation before and behind them.
import { FEELINGS, NOT_FELT, turnsRound } from './korean-lexicon.ts'
import type { Feeling } from './korean-lexicon.ts'
import { firstCharacters, sentimentOf } from './sentiment.ts'
import type { Sentiment } from './sentiment.ts'

const SENTENCE_END = /(?<=[.!?…])\s+|\n+/
/** Endings and words after which the speaker turns: -지만, 그러나, -는데 and their like. */
const TURN =
  /(?<=[가-힣]지만|[가-힣]으나)[,\s]+|[,\s]+(?=(?:하지만|그러나|그런데|그렇지만|반면)(?:에)?[\s,])|(?<=[가-힣](?:는데|은데|ㄴ데|인데|던데|했는데))[,\s]+|,\s+/
const NEGATED_BEFORE = /(?:^|\s)(?:안|못|별로|전혀|결코)\s*$/
const STRONGER = /(?:정말|너무|매우|아주|진짜|무척|굉장히|대단히|훨씬|가장|제일|몹시|완전)(?:로|히)?\s*$/
const WEAKER = /(?:조금|좀|약간|다소|그럭저럭)\s*$/
const ABSENT_BEHIND = /^(?:이|가|은|는|도|할|될|함이|감이)?\s?(?:것|게|건)?(?:이|도)?\s?(?:없|사라)/

const FACTORS = { stronger: 1.4, weaker: 0.6, turned: -0.8 }
/** A clause of one plain word of feeling has a tone of about 0.45. */
const SOFTENER = 16

export function koreanSentiment(text: string): Sentiment {
  const read = firstCharacters(text)
  const clauses = read.split(SENTENCE_END).flatMap((sentence) => sentence.split(TURN))
  const strengths = clauses.map(strengthOf)
  const whole = strengths.reduce((sum, strength) => sum + strength, 0)
  return sentimentOf({ whole: toneOf(whole), clauses: strengths.map(toneOf) })
}

/** As VADER brings its sums between -1 and 1. */
const toneOf = (strength: number) => strength / Math.sqrt(strength * strength + SOFTENER)

function strengthOf(clause: string): number {
  let sum = 0
  for (let at = 0; at < clause.length; at++) {
    if (at > 0 && /[가-힣A-Za-z]/.test(clause[at - 1]!)) continue
    const feeling = feelingAt(clause, at)
    if (!feeling) continue
    sum += feeling.strength * factorOf(clause, at, feeling)
    at += feeling.word.length - 1
  }
  return sum
}

function feelingAt(clause: string, at: number): Feeling | undefined {
  if (NOT_FELT.some((word) => clause.startsWith(word, at))) return undefined
  return FEELINGS.find(({ word }) => clause.startsWith(word, at))
}

function factorOf(clause: string, at: number, { word }: Feeling): number {
  const before = clause.slice(Math.max(0, at - 8), at)
  const behind = clause.slice(at + word.length, at + word.length + 12)
  const isTurned = NEGATED_BEFORE.test(before) || turnsRound(behind) || ABSENT_BEHIND.test(behind)
  const force = STRONGER.test(before) ? FACTORS.stronger : WEAKER.test(before) ? FACTORS.weaker : 1
  return force * (isTurned ? FACTORS.turned : 1)
}
