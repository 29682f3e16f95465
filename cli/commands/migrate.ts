// `migrate elastic-transcoder`: what another service was told becomes transcode profiles.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateTranscodeProfile } from '../../schemas/generated/validators.mjs'
import { describeErrors } from '../../lib/validation.ts'
import type { TranscodeProfile } from '../../schemas/generated/types.ts'
import { CommandError, UsageError } from '../errors.ts'
import { migrate, type Migration } from '../migrate/elastic-transcoder.ts'
import { readSources } from '../migrate/read-sources.ts'
import type { Remark } from '../migrate/source-shapes.ts'
import { note, plain, print } from '../terminal.ts'

export interface MigrateOptions {
  json: boolean
  /** A name of a profile. */
  name: string
  /** A folder. */
  out?: string
}

/** What was said of several presets in the same words is told once. */
function grouped(remarks: Remark[]): string[] {
  const places = new Map<string, string[]>()
  for (const { where, value, says } of remarks)
    places.set(says, [...(places.get(says) ?? []), `${where} = ${value}`])
  return [...places].flatMap(([says, found]) => [
    `  ${says}`,
    ...[...new Set(found)].map((place) => `      ${plain(place)}`),
  ])
}

const profileText = (profile: TranscodeProfile): string => JSON.stringify(profile, null, 2)

function migrationText({ profiles, remarks }: Migration, written: string[]): string {
  const shown = written.length > 0 ? written.map((path) => `wrote ${path}`) : profiles.map(profileText)
  const list =
    remarks.length === 0 ? ['Nothing was left behind.'] : ['Without an equivalent:', ...grouped(remarks)]
  return [...shown, '', ...list].join('\n')
}

function checkProfile(profile: TranscodeProfile): void {
  const candidate: unknown = profile
  if (validateTranscodeProfile(candidate)) return
  throw new CommandError(`${profile.name} is no profile: ${describeErrors(validateTranscodeProfile.errors)}`)
}

function write(folder: string, profiles: TranscodeProfile[]): string[] {
  const paths = profiles.map(({ name }) => join(folder, `${name}.json`))
  const taken = paths.find((path) => existsSync(path))
  if (taken !== undefined) throw new UsageError(`${taken} is there already: give another --name.`)
  mkdirSync(folder, { recursive: true })
  profiles.forEach((profile, index) => writeFileSync(paths[index]!, `${profileText(profile)}\n`))
  return paths
}

export function migrateElasticTranscoder(files: string[], options: MigrateOptions): Promise<number> {
  const migration = migrate(readSources(files), options.name)
  migration.profiles.forEach(checkProfile)
  const written = options.out === undefined ? [] : write(options.out, migration.profiles)
  print(options.json ? JSON.stringify({ ...migration, written }) : migrationText(migration, written))
  if (migration.profiles.length > 0) {
    if (written.length > 0) note('Name the new profiles in lib/profiles.ts, and deploy.')
    return Promise.resolve(0)
  }
  note('No profile could be made: no preset has a picture in H.264.')
  return Promise.resolve(1)
}
