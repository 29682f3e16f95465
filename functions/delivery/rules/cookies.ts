// The policy that is signed, and the cookies as a browser takes them.

export interface Place {
  /** Of the distribution, without a slash at the end. */
  baseUrl: string
  /** Of the asset's outputs, with a slash at the end. */
  prefix: string
}

/** For everything below the prefix and nothing else. `expiresAtMs` is since the epoch. */
export const playbackPolicy = ({ baseUrl, prefix }: Place, expiresAtMs: number): string =>
  JSON.stringify({
    Statement: [
      {
        Resource: `${baseUrl}/${prefix}*`,
        Condition: { DateLessThan: { 'AWS:EpochTime': Math.floor(expiresAtMs / 1000) } },
      },
    ],
  })

export interface CookieSettings extends Place {
  lifeSeconds: number
  /** `Lax` or `None`; what is `None` must be secure. */
  sameSite: string
  /** A domain that the API and the distribution share; absent: the very host that answers. */
  domain?: string
}

/** As `Set-Cookie` has them: for the asset's path only, out of the reach of scripts, over TLS but on loopback. */
export function setCookies(signed: Record<string, string>, settings: CookieSettings): string[] {
  const { baseUrl, prefix, lifeSeconds, sameSite, domain } = settings
  const { pathname, protocol } = new URL(baseUrl)
  const attributes = [
    `Path=${pathname.replace(/\/$/, '')}/${prefix}`,
    `Max-Age=${lifeSeconds}`,
    ...(domain ? [`Domain=${domain}`] : []),
    'HttpOnly',
    ...(protocol === 'https:' ? ['Secure'] : []),
    `SameSite=${protocol === 'https:' ? sameSite : 'Lax'}`,
  ]
  return Object.entries(signed).map(([name, value]) => [`${name}=${value}`, ...attributes].join('; '))
}
