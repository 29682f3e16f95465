/** In the order in which the service answers. */
export const TOXIC_NAMES = [
  'PROFANITY',
  'HATE_SPEECH',
  'INSULT',
  'GRAPHIC',
  'HARASSMENT_OR_ABUSE',
  'SEXUAL',
  'VIOLENCE_OR_THREAT',
] as const

export type ToxicName = (typeof TOXIC_NAMES)[number]

export interface ToxicityReading {
  /** 0 to 1 for each. */
  labels: Record<ToxicName, number>
  toxicity: number
}
