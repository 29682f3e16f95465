// How a large film is cut. S3 takes 10,000 parts of 5 MiB to 5 GiB, the last one may be smaller:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html

const MIB = 1024 ** 2
const MOST_PARTS = 10_000
const SMALLEST_PART_BYTES = 5 * MIB

/** The same page: one PUT or POST carries no more. */
const LARGEST_REQUEST_BYTES = 5 * 1024 * MIB

export interface PlannedPart {
  partNumber: number
  startByte: number
  sizeBytes: number
}

/** A form can neither be resumed nor carry more than 5 GiB: above the limit a film goes in parts. */
export const goesInParts = (sizeBytes: number, partsAboveBytes: number): boolean =>
  sizeBytes > Math.min(partsAboveBytes, LARGEST_REQUEST_BYTES)

/** Parts of the wanted size, or larger ones where there would be more than 10,000; whole MiB. */
export function choosePartSize(sizeBytes: number, wantedBytes: number): number {
  const needed = Math.ceil(sizeBytes / MOST_PARTS / MIB) * MIB
  return Math.max(wantedBytes, SMALLEST_PART_BYTES, needed)
}

export function planParts(sizeBytes: number, partSizeBytes: number): PlannedPart[] {
  return Array.from({ length: Math.ceil(sizeBytes / partSizeBytes) }, (_, index) => ({
    partNumber: index + 1,
    startByte: index * partSizeBytes,
    sizeBytes: Math.min(partSizeBytes, sizeBytes - index * partSizeBytes),
  }))
}

/** A part of another size than planned is not there: it is sent again. */
export function missingParts(planned: PlannedPart[], stored: ReadonlyMap<number, { sizeBytes: number }>) {
  return planned.filter(({ partNumber, sizeBytes }) => stored.get(partNumber)?.sizeBytes !== sizeBytes)
}
