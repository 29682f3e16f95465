import type { readText } from '../../lib/aws/s3.ts'
import { planLadder } from '../../lib/ladder.ts'
import { OUTPUT } from '../../lib/output-layout.ts'
import { chooseProfile } from '../../lib/profiles.ts'
import type { DecideVerdictInput } from '../../schemas/generated/types.ts'
import { expectStream } from './rules/stream-track.ts'
import type { ObjectSizes } from './rules/stream-files.ts'
import { checkDash } from './verify-dash.ts'
import { checkHls, listMediaPlaylists, type HlsFindings } from './verify-hls.ts'

/** Where the outputs of one revision lie, and what is there. */
export interface OutputPlace {
  bucket: string
  /** Ends with a slash. */
  prefix: string
  objects: ObjectSizes
}

/** Compares what the provider made with what was planned, in both manifests. */
export async function verifyStream(
  { inspection, profile: profileName, options }: DecideVerdictInput,
  { bucket, prefix, objects }: OutputPlace,
  storage: { readText: typeof readText },
): Promise<HlsFindings> {
  const hlsKey = prefix + OUTPUT.hls
  const dashKey = prefix + OUTPUT.dash
  const missing = [hlsKey, dashKey].filter((key) => !objects.has(key))
  if (missing.length > 0) return { problems: missing.map((key) => `${key} is missing.`), renditions: [] }

  const read = async (key: string) => [key, await storage.readText({ bucket, key })] as const
  const [, multivariant] = await read(hlsKey)
  const playlists = listMediaPlaylists(hlsKey, multivariant).filter((key) => objects.has(key))
  const texts = new Map([[hlsKey, multivariant] as const, ...(await Promise.all(playlists.map(read)))])
  const [, manifest] = await read(dashKey)

  const profile = chooseProfile(profileName)
  const expected = expectStream(inspection, profile, planLadder(inspection, profile, options ?? {}))
  const hls = checkHls({ key: hlsKey, texts, objects, expected })
  const dash = checkDash({ key: dashKey, text: manifest, objects, expected })
  return { problems: [...hls.problems, ...dash.problems], renditions: hls.renditions }
}
