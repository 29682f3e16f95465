// Where the parts of a JSON text stand. JSON is YAML, and the YAML parser remembers places.
import { isMap, isScalar, isSeq, parseDocument, type Node } from 'yaml'

export interface JsonPlaces {
  /** Offset of a member's name, or of an entry of a list, by JSON pointer. */
  offsets: Map<string, number>
  /** Members that stand more than once in their object: JSON keeps the last one silently. */
  repeated: { pointer: string; offset: number }[]
}

const escapePointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0

function visit(node: unknown, pointer: string, places: JsonPlaces): void {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      places.offsets.set(`${pointer}/${index}`, offsetOf(item))
      visit(item, `${pointer}/${index}`, places)
    }
  }
  if (!isMap(node)) return
  for (const { key, value } of node.items) {
    const member = `${pointer}/${escapePointer(String(isScalar(key) ? key.value : key))}`
    if (places.offsets.has(member)) places.repeated.push({ pointer: member, offset: offsetOf(key) })
    else places.offsets.set(member, offsetOf(key))
    visit(value, member, places)
  }
}

/** `text` is valid JSON. */
export function findPlaces(text: string): JsonPlaces {
  const places: JsonPlaces = { offsets: new Map(), repeated: [] }
  visit(parseDocument(text, { uniqueKeys: false, logLevel: 'silent' }).contents, '', places)
  return places
}

/** Of what is missing the place of the nearest thing above it that is there; the beginning where nothing is. */
export function offsetAt({ offsets }: JsonPlaces, pointer: string): number {
  const found = offsets.get(pointer)
  if (found !== undefined || pointer === '') return found ?? 0
  return offsetAt({ offsets, repeated: [] }, pointer.slice(0, pointer.lastIndexOf('/')))
}
