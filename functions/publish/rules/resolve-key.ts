// Names in a manifest are URLs, names in a bucket are keys.

/** Nobody's host: a name that leads anywhere else is none of ours. */
const ORIGIN = 'https://media.invalid'

const urlOf = (key: string) => `${ORIGIN}/${key.split('/').map(encodeURIComponent).join('/')}`

/**
 * The key that a manifest means, as a player resolves it: relative to the manifest, percent signs decoded once.
 * @returns undefined for what is no URL or leads away from the bucket
 */
export function resolveKey(uri: string, manifestKey: string): string | undefined {
  try {
    const url = new URL(uri, urlOf(manifestKey))
    return url.origin === ORIGIN && url.search === '' ? decodeURIComponent(url.pathname.slice(1)) : undefined
  } catch {
    return undefined
  }
}
