// The public keys of issuers: read when first needed, kept for two hours, read once more for a key that is not known.
import type { JWK } from 'jose'
import type { CloudContext } from '../../runtime/context.ts'

/** `publish` reads the issuer's discovery document and its key set; both are plain JSON. */
export interface KeyRing {
  /** Undefined when the issuer has no such key. Throws `IssuerUnreachable` when it cannot be asked. */
  find(issuer: string, kid: string): Promise<JWK | undefined>
}

/** The issuer does not answer as OpenID Connect Discovery says. The message is for the client. */
export class IssuerUnreachable extends Error {
  override readonly name = 'IssuerUnreachable'
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html: "up to two hours"
const KEPT_MS = 2 * 60 * 60 * 1000
/** Tokens with made-up key ids must not become a flood of requests to the issuer. */
const PAUSE_AFTER_MISS_MS = 5_000
/** Of the machine's clock: a network has no part in virtual time. */
const LONGEST_ANSWER_MS = 5_000

interface Kept {
  keys: Map<string, JWK>
  readAtMs: number
  missedAtMs: number
}

export function createKeyRing(context: CloudContext): KeyRing {
  const kept = new Map<string, Kept>()
  const reading = new Map<string, Promise<Kept>>()

  const read = (issuer: string): Promise<Kept> => {
    const running = reading.get(issuer)
    if (running) return running
    const fresh = readKeys(context, issuer)
      .then((keys) => {
        const entry = { keys, readAtMs: context.clock.now(), missedAtMs: -Infinity }
        kept.set(issuer, entry)
        return entry
      })
      .finally(() => reading.delete(issuer))
    reading.set(issuer, fresh)
    return fresh
  }
  return {
    async find(issuer, kid) {
      const nowMs = context.clock.now()
      const known = kept.get(issuer)
      if (!known || nowMs - known.readAtMs >= KEPT_MS) return (await read(issuer)).keys.get(kid)
      const key = known.keys.get(kid)
      if (key || nowMs - known.missedAtMs < PAUSE_AFTER_MISS_MS) return key
      const fresh = await read(issuer)
      if (!fresh.keys.has(kid)) fresh.missedAtMs = nowMs
      return fresh.keys.get(kid)
    },
  }
}

async function readKeys(context: CloudContext, issuer: string): Promise<Map<string, JWK>> {
  const discovery = await readJson(
    localAddress(context, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
    'OIDC discovery endpoint communication error',
  )
  const { jwks_uri: keysUrl } = discovery as { jwks_uri?: unknown }
  if (typeof keysUrl !== 'string') throw new IssuerUnreachable('OIDC discovery endpoint communication error')
  const { keys } = (await readJson(localAddress(context, keysUrl), 'JWKS communication error')) as {
    keys?: unknown
  }
  const usable = (Array.isArray(keys) ? (keys as JWK[]) : []).filter(
    ({ kid, kty, use }) => kid !== undefined && kty === 'RSA' && use !== 'enc',
  )
  return new Map(usable.map((key) => [key.kid ?? '', key]))
}

/** User pools of this cloud's region live in this cloud; every other issuer is asked where it says it is. */
export function localAddress(context: CloudContext, url: string): string {
  const pools = `https://cognito-idp.${context.region}.amazonaws.com/`
  return url.startsWith(pools) ? `${context.endpointUrl()}/${url.slice(pools.length)}` : url
}

async function readJson(url: string, complaint: string): Promise<object> {
  try {
    const answer = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
    })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const document: unknown = await answer.json()
    if (typeof document !== 'object' || document === null) throw new Error('no JSON object')
    return document
  } catch (cause) {
    throw new IssuerUnreachable(complaint, { cause })
  }
}
