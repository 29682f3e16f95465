// Media types of films.

/** By the extension of the name (IANA's registry of media types, and what browsers say where it has none). */
const BY_EXTENSION: Record<string, string> = {
  '3gp': 'video/3gpp',
  avi: 'video/x-msvideo',
  flv: 'video/x-flv',
  m2ts: 'video/mp2t',
  m4v: 'video/x-m4v',
  mkv: 'video/x-matroska',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  mpeg: 'video/mpeg',
  mpg: 'video/mpeg',
  mts: 'video/mp2t',
  mxf: 'application/mxf',
  ts: 'video/mp2t',
  webm: 'video/webm',
  wmv: 'video/x-ms-wmv',
}

const UNKNOWN = 'application/octet-stream'

const ALLOWED = /^(?:video\/[a-z0-9][a-z0-9.+-]*|application\/(?:mxf|octet-stream))$/

/** The type of a film by its name; whether it is a film is seen when it is there. */
export const mediaTypeOf = (fileName: string): string =>
  BY_EXTENSION[/\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''] ?? UNKNOWN

/** Films only: what is called `text/html` would be shown as a page by whoever is given an address of it. */
export const isFilmType = (contentType: string): boolean => ALLOWED.test(contentType)
