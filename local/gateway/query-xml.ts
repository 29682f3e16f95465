// Output shapes as the query protocol writes them: a list is a row of `<member>`.

/** XML 1.0 has no way to say these characters. */
const UNSAYABLE = /[[\p{Cc}--[\t\n\r\u007f-\u009f]]\ufffe\uffff]/gv

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

export const escapeXml = (text: string) =>
  text.replace(UNSAYABLE, '').replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character)

/** Absent members are left out; a Date is written as ISO 8601. */
export function encodeElement(name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  return `<${name}>${encodeValue(value)}</${name}>`
}

function encodeValue(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((item) => encodeElement('member', item)).join('')
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, child]) => encodeElement(name, child))
      .join('')
  }
  return escapeXml(String(value))
}
