// The filter patterns of plain text: terms that must all occur, `?term` of which one must, `-term` that must not.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import { notSupported } from '../runtime/aws-error.ts'

export function parseFilter(pattern: string): (message: string) => boolean {
  const text = pattern.trim()
  if (/^[{[%]/.test(text)) throw notSupported('logs', `JSON, column and regular expression filters (${text})`)
  const terms = [...text.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map((match) => ({
    sign: match[1],
    term: match[2] ?? match[3]!,
  }))
  const optional = terms.filter(({ sign }) => sign === '?')
  return (message) =>
    terms.every(({ sign, term }) => sign === '?' || message.includes(term) === (sign !== '-')) &&
    (optional.length === 0 || optional.some(({ term }) => message.includes(term)))
}
