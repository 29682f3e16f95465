// An asset as a document of OpenSearch: the same terms as the entries of the DynamoDB index, by which it is found or not; and
// its text once more, by which it is ranked.
import type { Asset } from '../../../schemas/generated/types.ts'
import { fileTerms } from './file-asset.ts'
import { captionPieces, headPieces, type Piece, type ReadTrack } from './pieces.ts'
import type { Field } from './postings.ts'

/** Another name with every change of what is filed or how; a rebuild fills it. */
export const INDEX_NAME = 'assets-v1'

/** English words by their stems; Korean, Chinese and Japanese ones by pairs of signs, as the terms have them. Both analysers are OpenSearch's own: no plugin. */
const TEXT = {
  type: 'text',
  analyzer: 'english',
  fields: { cjk: { type: 'text', analyzer: 'cjk' } },
} as const

/** Fields that nobody knows are refused: `dynamic` would guess. The source is kept without what people say. */
export const INDEX_DEFINITION = {
  mappings: {
    dynamic: 'strict',
    _source: { excludes: ['terms', 'caption'] },
    properties: {
      assetId: { type: 'keyword' },
      outcome: { type: 'keyword' },
      registeredAt: { type: 'date' },
      terms: { type: 'keyword' },
      title: TEXT,
      tag: TEXT,
      entity: TEXT,
      category: TEXT,
      caption: TEXT,
    },
  },
} as const

export interface SearchDocument extends Record<Field, string[]> {
  assetId: string
  outcome: Asset['outcome']
  registeredAt: string
  terms: string[]
}

/** Some five hours of talk. A request to a collection may be 10 MiB; what is said later is found, but does not rank. */
const MOST_CAPTION_CHARACTERS = 1_000_000

const textsOf = (pieces: Piece[], field: Field) =>
  pieces.filter((piece) => piece.field === field).map(({ text }) => text)

function captionTexts(tracks: ReadTrack[]): string[] {
  let left = MOST_CAPTION_CHARACTERS
  return tracks.flatMap((track) => {
    const text = textsOf(captionPieces(track), 'caption').join('\n').slice(0, left)
    left -= text.length
    return text === '' ? [] : [text]
  })
}

/** @returns the document, and whether there were more terms than an asset may have */
export function fileDocument(
  asset: Asset,
  tracks: ReadTrack[],
): { document: SearchDocument; isCut: boolean } {
  const { terms, isCut } = fileTerms(asset, tracks)
  const head = headPieces(asset)
  const { assetId, outcome, registeredAt } = asset
  const document = {
    ...{ assetId, outcome, registeredAt, terms: [...terms.keys()] },
    title: textsOf(head, 'title'),
    tag: textsOf(head, 'tag'),
    entity: textsOf(head, 'entity'),
    category: textsOf(head, 'category'),
    caption: captionTexts(tracks),
  }
  return { document, isCut }
}
