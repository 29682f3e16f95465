// An issuer of its own for a test: discovery, keys that can be changed, and tokens good and bad.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters } from 'jose'

export interface TokenOptions {
  header?: Partial<JWTHeaderParameters>
  /** Signs with another key than the published one of that id. */
  key?: CryptoKey | Uint8Array
}

interface Key {
  kid: string
  privateKey: CryptoKey
  publicKey: CryptoKey
}

const makeKey = async (kid: string): Promise<Key> => ({ kid, ...(await generateKeyPair('RS256')) })

export async function startIssuer() {
  let key = await makeKey('first')
  let url = ''
  /** Paths asked for, in order. */
  const asked: string[] = []
  let isDown = false

  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = async () => {
      if (isDown) return response.writeHead(500).end()
      const documents: Record<string, () => unknown> = {
        '/.well-known/openid-configuration': () => ({ issuer: url, jwks_uri: `${url}/keys` }),
        '/keys': async () => ({ keys: [{ ...(await exportJWK(key.publicKey)), kid: key.kid, use: 'sig' }] }),
      }
      const document = await documents[request.url ?? '']?.()
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' })
      return response.end(JSON.stringify(document ?? {}))
    }
    void answer()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    asked,
    /** Replaces the published key. */
    async rotate(kid: string) {
      key = await makeKey(kid)
    },
    setDown(down: boolean) {
      isDown = down
    },
    sign: (claims: Record<string, unknown>, { header = {}, key: other }: TokenOptions = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
        .sign(other ?? key.privateKey),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>
