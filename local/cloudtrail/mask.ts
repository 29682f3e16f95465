// The journal is complete but for what must not be read there: task tokens, secrets, and code.
import { createHash } from 'node:crypto'

const SECRET_NAME =
  /^:?((task|access|refresh|id)?_?token|(client_?)?secret\w*|\w*password|authorization|session(token)?)$/i
// The same names inside JSON that travels as a string, quoted once or, within another string, more often.
const SECRET_IN_TEXT =
  /(\\*"(?:(?:task|access|refresh|id)?_?token|secret\w*|\w*password)\\*"\s*:\s*\\*")([^"\\]{8,})(?=\\*")/gi
const CODE_NAME = /^zipfile$/i
/** What people say in front of a camera is theirs: Comprehend's API marks these members as sensitive. */
const SENSITIVE_TEXT = /^text(list|segments)?$/i

/** Parameter Store says by the type beside it that a value is secret. */
const isSecret = (name: string, holder: object) =>
  SECRET_NAME.test(name) ||
  SENSITIVE_TEXT.test(name) ||
  (/^value$/i.test(name) && ['Type', 'type'].some((key) => Reflect.get(holder, key) === 'SecureString'))

/** The same token gives the same mask, so that journal lines can still be told to belong together. */
export const maskText = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** A copy without tokens and secrets: each is replaced by the first eight characters of its SHA-256. */
export function maskSecrets(value: unknown, hidden = false): unknown {
  if (typeof value === 'string') {
    if (hidden) return maskText(value)
    return value.replace(SECRET_IN_TEXT, (_all, before: string, secret: string) => before + maskText(secret))
  }
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, hidden))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      if (CODE_NAME.test(name)) return [name, `<${String(child).length} characters of base64>`]
      return [name, maskSecrets(child, hidden || isSecret(name, value))]
    }),
  )
}
