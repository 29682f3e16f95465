// CloudFront's XML: elements and text. Lists are `<Items>` beside their `<Quantity>`.
import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { cloudFrontError } from './errors.ts'

export interface Node {
  name: string
  text: string
  children: Node[]
}

const nodeOf = (element: XmlElement): Node => {
  const children = element.children.filter((child) => child instanceof XmlElement).map(nodeOf)
  return { name: element.name, text: element.text, children }
}

/** @throws MalformedInput */
export function parse(xml: string): Node {
  try {
    const root = parseXml(xml).root
    if (root) return nodeOf(root)
  } catch {
    // Said below: what the parser says is of no use to a caller of an SDK.
  }
  throw cloudFrontError('MalformedInput', 'The XML document that you provided is not valid.', 400)
}

/** A configuration as it is stored: without its own element. */
export const parseInner = (xml: string): Node => parse(`<Config>${xml}</Config>`)

export const at = (node: Node | undefined, ...path: string[]): Node | undefined =>
  path.reduce<Node | undefined>((inner, name) => inner?.children.find((child) => child.name === name), node)

export const textAt = (node: Node | undefined, ...path: string[]): string => at(node, ...path)?.text ?? ''

export const isTrueAt = (node: Node | undefined, ...path: string[]): boolean =>
  textAt(node, ...path) === 'true'

/** The members of the list below `path`; none where there is none. */
export const itemsAt = (node: Node | undefined, ...path: string[]): Node[] =>
  at(node, ...path, 'Items')?.children ?? []

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escapeText = (text: string) => text.replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one)

/** `content` is text, which is escaped, or finished XML in an array. */
export const element = (name: string, content: string | number | string[]): string =>
  `<${name}>${Array.isArray(content) ? content.join('') : escapeText(String(content))}</${name}>`
