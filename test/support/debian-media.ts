// Real films that Debian packages carry. They are fetched, not kept: the repository holds no media.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT_ROOT } from './source-files.ts'

const run = promisify(execFile)

interface DebianFilm {
  debianPackage: string
  /** Inside the package. */
  path: string
  sha256: string
}

export const DEBIAN_FILMS = {
  /** A bird, 14 s, 1280×720, 20 frames a second, H.264 with MP3 sound. */
  cockatoo: {
    debianPackage: 'python3-imageio',
    path: 'usr/lib/python3/dist-packages/imageio/resources/images/cockatoo.mp4',
    sha256: '5fde35f5a288ca86e216d2dc28188ab64b4560d3021f273faefdf0de80f38aa5',
  },
  /** A second of a phone clip, 320×240, with an odd frame rate. */
  realshort: {
    debianPackage: 'python3-imageio',
    path: 'usr/lib/python3/dist-packages/imageio/resources/images/realshort.mp4',
    sha256: 'a8b35c2c2130453b9ea1172ad4af68ac027bc2483ef0545769684722127bfe18',
  },
  /** A small robot, 5.5 s, 560×320, 30 frames a second, H.264 with AAC sound. */
  movie: {
    debianPackage: 'python3-hug-doc',
    path: 'usr/share/doc/python3-hug/examples/streaming_movie_server/movie.mp4',
    sha256: '1d720916a831c45454925dea707d477bdd2368bc48f3715bb5464c2707ba9859',
  },
} satisfies Record<string, DebianFilm>

const CACHE = join(PROJECT_ROOT, 'node_modules/.cache/reelgate/debian')

async function unpack(debianPackage: string, folder: string): Promise<void> {
  try {
    await run('apt-get', ['download', debianPackage], { cwd: folder, timeout: 120_000 })
  } catch (error) {
    throw new Error(
      `The Debian package ${debianPackage} cannot be obtained. The end-to-end tests need a Debian system with ` +
        `a package mirror; run \`apt-get update\` first.\n${(error as Error).message}`,
      { cause: error },
    )
  }
  const archive = readdirSync(folder).find((name) => name.startsWith(`${debianPackage}_`))
  await run('dpkg', ['-x', join(folder, archive ?? `${debianPackage}.deb`), join(folder, 'files')])
}

/** The path of a film, fetched at its first use. @throws when the package cannot be had or holds another film */
export async function debianFilm(name: keyof typeof DEBIAN_FILMS): Promise<string> {
  const { debianPackage, path, sha256 } = DEBIAN_FILMS[name]
  const kept = join(CACHE, `${sha256.slice(0, 12)}-${name}.mp4`)
  if (existsSync(kept)) return kept
  const folder = mkdtempSync(join(tmpdir(), 'reelgate-debian-'))
  try {
    await unpack(debianPackage, folder)
    const film = join(folder, 'files', path)
    const found = createHash('sha256').update(readFileSync(film)).digest('hex')
    if (found !== sha256) throw new Error(`${debianPackage} holds another ${path}: ${found}.`)
    mkdirSync(CACHE, { recursive: true })
    copyFileSync(film, kept)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return kept
}
