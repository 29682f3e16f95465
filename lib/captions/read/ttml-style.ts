// What of TTML's styling WebVTT can say: slanted, bold, underlined, and at the top of the picture.
import { XmlElement } from '@rgrove/parse-xml'

/** Attributes and elements are known by their names without a prefix: files choose their own prefixes. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

export const attributesOf = ({ attributes }: XmlElement): Map<string, string> =>
  new Map(Object.entries(attributes).map(([name, value]) => [localName(name), value]))

export const childElements = (parent: XmlElement): XmlElement[] =>
  parent.children.filter((child): child is XmlElement => child instanceof XmlElement)

/** What is drawn with these is marked up with one of WebVTT's tags. */
const TAGS: { attribute: string; values: string[]; tag: 'i' | 'b' | 'u' }[] = [
  { attribute: 'fontStyle', values: ['italic', 'oblique'], tag: 'i' },
  { attribute: 'fontWeight', values: ['bold'], tag: 'b' },
  { attribute: 'textDecoration', values: ['underline'], tag: 'u' },
]

export interface Stylesheet {
  styles: Map<string, Map<string, string>>
  /** Ids of regions at the top. */
  topRegions: Set<string>
}

function* descendants(parent: XmlElement): Generator<XmlElement> {
  for (const child of childElements(parent)) {
    yield child
    yield* descendants(child)
  }
}

export function readStylesheet(root: XmlElement): Stylesheet {
  const sheet: Stylesheet = { styles: new Map(), topRegions: new Set() }
  const head = childElements(root).find(({ name }) => localName(name) === 'head')
  for (const element of head ? descendants(head) : []) {
    const attributes = attributesOf(element)
    const id = attributes.get('id')
    if (id === undefined) continue
    if (localName(element.name) === 'style') sheet.styles.set(id, attributes)
    const isTop = [element, ...childElements(element)].some(
      (part) => attributesOf(part).get('displayAlign') === 'before',
    )
    if (localName(element.name) === 'region' && isTop) sheet.topRegions.add(id)
  }
  return sheet
}

/** Tags around the words of an element that changes how they are drawn; own attributes count more than a style's. */
export function tagsOf(element: XmlElement, { styles }: Stylesheet): ('i' | 'b' | 'u')[] {
  const own = attributesOf(element)
  const referred = (own.get('style') ?? '').split(/\s+/).flatMap((id) => styles.get(id) ?? [])
  const drawn = (attribute: string) =>
    own.get(attribute) ?? referred.findLast((style) => style.has(attribute))?.get(attribute) ?? ''
  return TAGS.filter(({ attribute, values }) =>
    drawn(attribute)
      .split(/\s+/)
      .some((value) => values.includes(value)),
  ).map(({ tag }) => tag)
}
