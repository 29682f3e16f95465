// ListParts: what a client asks that goes on with an upload.
import { xmlAnswer } from './exchange.ts'
import type { S3Handler } from './exchange.ts'
import { timeElement } from './listing.ts'
import { findUpload } from './multipart.ts'
import type { Shelf } from './shelf.ts'
import { element, rootElement } from './xml.ts'

const PAGE = 1000

export const partsListingHandlers = (shelf: Shelf): Record<string, S3Handler> => ({
  ListParts(request) {
    const upload = findUpload(shelf, request)
    const after = Number(request.query.get('part-number-marker') ?? 0)
    const maxParts = Math.min(Number(request.query.get('max-parts') ?? PAGE), PAGE)
    const rest = shelf.catalog.parts(upload.id).filter(({ number }) => number > after)
    const parts = rest.slice(0, maxParts)
    const shown = parts.map(({ number, etag, sizeBytes, modifiedMs }) =>
      element('Part', [
        element('PartNumber', number),
        timeElement('LastModified', modifiedMs),
        element('ETag', `"${etag}"`),
        element('Size', sizeBytes),
      ]),
    )
    return xmlAnswer(
      rootElement('ListPartsResult', [
        ...[element('Bucket', upload.bucket), element('Key', upload.key), element('UploadId', upload.id)],
        element('PartNumberMarker', after),
        element('NextPartNumberMarker', parts.at(-1)?.number),
        element('MaxParts', maxParts),
        element('IsTruncated', rest.length > parts.length),
        ...shown,
      ]),
    )
  },
})
