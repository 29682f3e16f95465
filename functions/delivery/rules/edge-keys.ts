// What the edge knows of an asset: a key for each of its processings that nobody may play.

/** As the viewer function reads it out of an address. */
export const edgeKey = (assetId: string, revision: number): string => `${assetId}/r${revision}`

/** One update takes no more; older processings have no cookies left. */
const MOST_KEYS = 50

/** The asset is taken back as a whole: its earlier processings, too. */
export const edgeKeys = (assetId: string, revision: number): string[] =>
  Array.from({ length: Math.min(revision + 1, MOST_KEYS) }, (_, back) => edgeKey(assetId, revision - back))
