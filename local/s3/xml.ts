// The little XML that S3 speaks: elements and text, no attributes that matter.
import { s3Error } from './exchange.ts'

export interface XmlNode {
  name: string
  children: XmlNode[]
  text: string
}

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

// Keys may hold any character: what XML cannot say plainly is written as a number, as S3 does.
export const escapeText = (text: string) =>
  text.replace(
    /[&<>"'[\p{Cc}--[\u0080-\u009f]]\ufffe\uffff]/gv,
    (character) => `&#x${character.charCodeAt(0).toString(16)};`,
  )

/** An element; `content` is either text, which is escaped, or finished XML in an array. Nothing for `undefined`. */
export function element(name: string, content: string | number | boolean | string[] | undefined): string {
  if (content === undefined) return ''
  return `<${name}>${Array.isArray(content) ? content.join('') : escapeText(String(content))}</${name}>`
}

export const rootElement = (name: string, content: string[]) =>
  `<${name} xmlns="${S3_NAMESPACE}">${content.join('')}</${name}>`

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescapeText = (text: string) =>
  text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (all, entity: string) => {
    if (!entity.startsWith('#')) return NAMED[entity] ?? all
    const isHex = entity[1]?.toLowerCase() === 'x'
    return String.fromCodePoint(Number.parseInt(entity.slice(isHex ? 2 : 1), isHex ? 16 : 10))
  })

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w.:-]+)([^>]*?)(\/?)>|([^<]+)/g

/** Throws `MalformedXML`. Namespaces prefixes are dropped. */
export function parseXml(source: string): XmlNode {
  const root: XmlNode = { name: '', children: [], text: '' }
  const open = [root]
  for (const match of source.matchAll(TOKEN)) {
    const [, cdata, closing, tag, , selfClosing, text] = match
    const current = open.at(-1) ?? root
    if (cdata !== undefined) current.text += cdata
    else if (text !== undefined) current.text += unescapeText(text)
    else if (tag === undefined) continue
    else if (closing) {
      if (open.length < 2 || current.name !== localName(tag)) throw malformed()
      open.pop()
    } else {
      const node = { name: localName(tag), children: [], text: '' }
      current.children.push(node)
      if (!selfClosing) open.push(node)
    }
  }
  const document = root.children[0]
  if (open.length !== 1 || !document) throw malformed()
  return document
}

const localName = (tag: string) => tag.slice(tag.indexOf(':') + 1)

const malformed = () =>
  s3Error(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our schema.',
    400,
  )

export const childrenOf = (node: XmlNode, name: string) =>
  node.children.filter((child) => child.name === name)

export const textOf = (node: XmlNode, name: string) => childrenOf(node, name)[0]?.text

/** For the journal: an element as plain data, repeated children as arrays. */
export function asData(node: XmlNode): unknown {
  if (node.children.length === 0) return node.text
  const names = [...new Set(node.children.map((child) => child.name))]
  return Object.fromEntries(
    names.map((name) => {
      const values = childrenOf(node, name).map(asData)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
}
