// From the five classes of the model to labels of the taxonomy.
import type { Detection } from '../detection.ts'
import { withParents } from '../taxonomy.ts'

/** The classes of the model in the order of its output. */
export const MODEL_CLASSES = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const

type ModelClass = (typeof MODEL_CLASSES)[number]

/**
 * Each label is as likely as its classes together. The model was taught pornography in photographs (Porn) and in
 * drawings (Hentai): both show nudity, but which parts, or whether an act, it does not say. So nothing is said on level
 * 3, and no sexual activity. Sexy is suggestive but not pornographic.
 */
const CLASSES_OF_LABEL: Readonly<Record<string, readonly ModelClass[]>> = {
  'Explicit Nudity': ['Porn', 'Hentai'],
  'Non-Explicit Nudity': ['Sexy'],
}

const LEAST_CONFIDENCE = 0.01

/** Level 1 labels that the model can never give, whatever the film shows. Of swimwear it says at most Sexy. */
export const UNSEEN_CATEGORIES = [
  ...['Swimwear or Underwear', 'Violence', 'Visually Disturbing', 'Drugs & Tobacco', 'Alcohol'],
  ...['Rude Gestures', 'Gambling', 'Hate Symbols'],
] as const

/** The labels of one frame, with their parents. `scores` are five numbers between 0 and 1. */
export function labelsOf(scores: readonly number[], atMs: number): Detection[] {
  return Object.entries(CLASSES_OF_LABEL).flatMap(([label, classes]) => {
    const sum = classes.reduce((total, name) => total + (scores[MODEL_CLASSES.indexOf(name)] ?? 0), 0)
    const confidence = Math.min(100, Math.round(sum * 1e6) / 1e4)
    if (confidence < LEAST_CONFIDENCE) return []
    return withParents(label).map((name) => ({ atMs, name, confidence }))
  })
}
