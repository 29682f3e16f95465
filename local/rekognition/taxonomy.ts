// The labels of Amazon Rekognition's moderation taxonomy, version 7, as the developer guide lists them ("Using the
// image and video moderation APIs"). A label of level 2 or 3 is always told together with its parents.

/** What `GetContentModeration` says in `ModerationModelVersion`. */
export const MODERATION_MODEL_VERSION = '7.0'

/** Level 1, each with its level 2, each with its level 3. */
const TREE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Explicit: {
    'Explicit Nudity': [
      ...['Exposed Male Genitalia', 'Exposed Female Genitalia'],
      ...['Exposed Buttocks or Anus', 'Exposed Female Nipple'],
    ],
    'Explicit Sexual Activity': [],
    'Sex Toys': [],
  },
  'Non-Explicit Nudity of Intimate parts and Kissing': {
    'Non-Explicit Nudity': [
      ...[
        'Bare Back',
        'Exposed Male Nipple',
        'Partially Exposed Buttocks',
        'Partially Exposed Female Breast',
      ],
      'Implied Nudity',
    ],
    'Obstructed Intimate Parts': ['Obstructed Female Nipple', 'Obstructed Male Genitalia'],
    'Kissing on the Lips': [],
  },
  'Swimwear or Underwear': { 'Female Swimwear or Underwear': [], 'Male Swimwear or Underwear': [] },
  Violence: {
    Weapons: [],
    'Graphic Violence': [
      ...['Weapon Violence', 'Physical Violence', 'Self-Harm', 'Blood & Gore', 'Explosions and Blasts'],
    ],
  },
  'Visually Disturbing': {
    'Death and Emaciation': ['Emaciated Bodies', 'Corpses'],
    Crashes: ['Air Crash'],
  },
  'Drugs & Tobacco': {
    Products: ['Pills'],
    'Drugs & Tobacco Paraphernalia & Use': ['Smoking'],
  },
  Alcohol: { 'Alcohol Use': ['Drinking'], 'Alcoholic Beverages': [] },
  'Rude Gestures': { 'Middle Finger': [] },
  Gambling: {},
  'Hate Symbols': { 'Nazi Party': [], 'White Supremacy': [], Extremist: [] },
}

export interface LabelPlace {
  /** Empty for level 1. */
  parentName: string
  level: 1 | 2 | 3
}

const PLACES: ReadonlyMap<string, LabelPlace> = collectPlaces()

function collectPlaces(): Map<string, LabelPlace> {
  const places = new Map<string, LabelPlace>()
  for (const [first, seconds] of Object.entries(TREE)) {
    places.set(first, { parentName: '', level: 1 })
    for (const [second, thirds] of Object.entries(seconds)) {
      places.set(second, { parentName: first, level: 2 })
      for (const third of thirds) places.set(third, { parentName: second, level: 3 })
    }
  }
  return places
}

/** Where a label stands; undefined for a name that is not in the taxonomy. */
export function placeOf(name: string): LabelPlace | undefined {
  return PLACES.get(name)
}

/** The label and its parents, level 1 first. Empty for a name that is not in the taxonomy. */
export function withParents(name: string): string[] {
  const place = PLACES.get(name)
  if (!place) return []
  return [...withParents(place.parentName), name]
}
