// The labels of moderation taxonomy 7.0 of Rekognition, three levels deep, each first level with its category.
// Source: docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html
import type { Finding } from '../schemas/generated/types.ts'

/** One label of the second level, with those below it. */
interface SecondLevel {
  name: string
  severity: Finding['severity']
  labels?: string[]
}

/** One label of the first level: a category of ours. */
export interface FirstLevel {
  name: string
  category: Finding['category']
  /** Of the category where nothing deeper is said. */
  severity: Finding['severity']
  labels: SecondLevel[]
}

/** How grave a kind of content is, whatever the confidence; a label of the third level is as grave as its parent. */
export const MODERATION_TAXONOMY: FirstLevel[] = [
  {
    name: 'Explicit',
    category: 'explicit',
    severity: 'critical',
    labels: [
      {
        name: 'Explicit Nudity',
        severity: 'critical',
        labels: [
          'Exposed Male Genitalia',
          'Exposed Female Genitalia',
          'Exposed Buttocks or Anus',
          'Exposed Female Nipple',
        ],
      },
      { name: 'Explicit Sexual Activity', severity: 'critical' },
      { name: 'Sex Toys', severity: 'high' },
    ],
  },
  {
    name: 'Non-Explicit Nudity of Intimate parts and Kissing',
    category: 'non-explicit-nudity',
    severity: 'medium',
    labels: [
      {
        name: 'Non-Explicit Nudity',
        severity: 'medium',
        labels: [
          'Bare Back',
          'Exposed Male Nipple',
          'Partially Exposed Buttocks',
          'Partially Exposed Female Breast',
          'Implied Nudity',
        ],
      },
      {
        name: 'Obstructed Intimate Parts',
        severity: 'medium',
        labels: ['Obstructed Female Nipple', 'Obstructed Male Genitalia'],
      },
      { name: 'Kissing on the Lips', severity: 'low' },
    ],
  },
  {
    name: 'Swimwear or Underwear',
    category: 'swimwear-or-underwear',
    severity: 'low',
    labels: [
      { name: 'Female Swimwear or Underwear', severity: 'low' },
      { name: 'Male Swimwear or Underwear', severity: 'low' },
    ],
  },
  {
    name: 'Violence',
    category: 'violence',
    severity: 'high',
    labels: [
      { name: 'Weapons', severity: 'medium' },
      {
        name: 'Graphic Violence',
        severity: 'high',
        labels: [
          'Weapon Violence',
          'Physical Violence',
          'Self-Harm',
          'Blood & Gore',
          'Explosions and Blasts',
        ],
      },
    ],
  },
  {
    name: 'Visually Disturbing',
    category: 'visually-disturbing',
    severity: 'high',
    labels: [
      { name: 'Death and Emaciation', severity: 'high', labels: ['Emaciated Bodies', 'Corpses'] },
      { name: 'Crashes', severity: 'medium', labels: ['Air Crash'] },
    ],
  },
  {
    name: 'Drugs & Tobacco',
    category: 'drugs-and-tobacco',
    severity: 'medium',
    labels: [
      { name: 'Products', severity: 'medium', labels: ['Pills'] },
      { name: 'Drugs & Tobacco Paraphernalia & Use', severity: 'medium', labels: ['Smoking'] },
    ],
  },
  {
    name: 'Alcohol',
    category: 'alcohol',
    severity: 'low',
    labels: [
      { name: 'Alcohol Use', severity: 'low', labels: ['Drinking'] },
      { name: 'Alcoholic Beverages', severity: 'low' },
    ],
  },
  {
    name: 'Rude Gestures',
    category: 'rude-gestures',
    severity: 'low',
    labels: [{ name: 'Middle Finger', severity: 'low' }],
  },
  { name: 'Gambling', category: 'gambling', severity: 'low', labels: [] },
  {
    name: 'Hate Symbols',
    category: 'hate-symbols',
    severity: 'critical',
    labels: [
      { name: 'Nazi Party', severity: 'critical' },
      { name: 'White Supremacy', severity: 'critical' },
      { name: 'Extremist', severity: 'critical' },
    ],
  },
]

/** Where a label stands: its names from the first level down, and what that means here. */
export interface LabelPlace {
  path: string[]
  category: Finding['category']
  severity: Finding['severity']
}

const places = (): [string, LabelPlace][] =>
  MODERATION_TAXONOMY.flatMap(({ name: first, category, severity, labels }) => [
    [first, { path: [first], category, severity }] as [string, LabelPlace],
    ...labels.flatMap((second): [string, LabelPlace][] => [
      [second.name, { path: [first, second.name], category, severity: second.severity }],
      ...(second.labels ?? []).map((third): [string, LabelPlace] => [
        third,
        { path: [first, second.name, third], category, severity: second.severity },
      ]),
    ]),
  ])

/** Every label by its name; no name stands twice in the taxonomy. */
export const LABEL_PLACES: ReadonlyMap<string, LabelPlace> = new Map(places())

/**
 * A label that a later model has under a parent known here is as grave as that parent and belongs to its category.
 * @returns undefined where neither it nor its parent is known
 */
export function placeLabel(name: string, parentName = ''): LabelPlace | undefined {
  const known = LABEL_PLACES.get(name)
  if (known) return known
  const parent = LABEL_PLACES.get(parentName)
  return parent && { ...parent, path: [...parent.path, name] }
}
