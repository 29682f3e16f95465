// CORS as a bucket is configured: which web pages may ask for what.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
import type { CrossOrigin, RawRequest } from '../runtime/service.ts'
import type { Catalog } from './catalog.ts'
import { readAddress } from './address.ts'
import { s3Error } from './exchange.ts'
import { childrenOf, parseXml, textOf, type XmlNode } from './xml.ts'

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD']
const MOST_RULES = 100

interface CorsRule {
  origins: string[]
  methods: string[]
  headers: string[]
  exposed: string[]
  maxAgeSeconds: string | undefined
}

const textsOf = (node: XmlNode, name: string) => childrenOf(node, name).map(({ text }) => text.trim())

const readRule = (node: XmlNode): CorsRule => ({
  origins: textsOf(node, 'AllowedOrigin'),
  methods: textsOf(node, 'AllowedMethod'),
  headers: textsOf(node, 'AllowedHeader'),
  exposed: textsOf(node, 'ExposeHeader'),
  maxAgeSeconds: textOf(node, 'MaxAgeSeconds'),
})

const readRules = (configuration: XmlNode) => childrenOf(configuration, 'CORSRule').map(readRule)

/** Throws what S3 answers to a configuration that it does not take. */
export function checkCors(configuration: XmlNode): void {
  const rules = readRules(configuration)
  const isWhole = rules.every(({ origins, methods }) => origins.length > 0 && methods.length > 0)
  if (rules.length === 0 || rules.length > MOST_RULES || !isWhole)
    throw s3Error(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      400,
    )
  for (const { origins, methods, headers } of rules) {
    const method = methods.find((one) => !METHODS.includes(one))
    if (method !== undefined)
      throw s3Error(
        'InvalidRequest',
        `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
        400,
      )
    for (const [kind, values] of [
      ['AllowedOrigin', origins],
      ['AllowedHeader', headers],
    ] as const) {
      const wild = values.find((value) => value.split('*').length > 2)
      if (wild !== undefined)
        throw s3Error('InvalidRequest', `${kind} "${wild}" can not have more than one wildcard.`, 400)
    }
  }
}

function matches(pattern: string, value: string): boolean {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return pattern === value
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after)
}

interface Question {
  origin: string
  method: string
  /** That a page wants to send beside the harmless ones; lower case. */
  headers: string[]
}

const allows = ({ origins, methods, headers }: CorsRule, question: Question) =>
  origins.some((origin) => matches(origin, question.origin)) &&
  methods.includes(question.method) &&
  question.headers.every((name) => headers.some((pattern) => matches(pattern.toLowerCase(), name)))

const wordsOf = (header: unknown) =>
  String(header ?? '')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean)

function questionOf({ method, headers }: RawRequest): Question {
  const origin = headers.origin ?? ''
  if (method !== 'OPTIONS') return { origin, method, headers: [] }
  return {
    origin,
    method: String(headers['access-control-request-method'] ?? ''),
    headers: wordsOf(headers['access-control-request-headers']),
  }
}

function answerWith(rule: CorsRule, { origin, headers }: Question): Record<string, string> {
  const { methods, exposed, maxAgeSeconds } = rule
  const isForAll = rule.origins.includes('*')
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    ...(!isForAll && { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': methods.join(', '),
    ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(', ') }),
    ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(', ') }),
    ...(maxAgeSeconds !== undefined && { 'access-control-max-age': maxAgeSeconds }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}

const notAllowed = (method: string) =>
  s3Error(
    'AccessForbidden',
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    403,
    { Method: method, ResourceType: 'OBJECT' },
  )

/** What a page of another origin may do at a bucket that has rules for that; undefined for every other bucket. */
export function crossOriginOf(catalog: Catalog, request: RawRequest): CrossOrigin | undefined {
  const { bucket } = readAddress(request)
  const configuration = catalog.bucket(bucket) && catalog.setting(bucket, 'cors')
  if (configuration === undefined) return undefined
  const question = questionOf(request)
  const rule = readRules(parseXml(configuration)).find((one) => allows(one, question))
  return rule === undefined
    ? { refused: notAllowed(question.method) }
    : { headers: answerWith(rule, question) }
}
