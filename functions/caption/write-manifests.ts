// The manifests of an asset with exactly the caption tracks of its record. Whoever has changed the record writes them and
// looks at the record again: who comes last sees the last record, so the last manifests are those of the last record.
import type { readText, writeObject } from '../../lib/aws/s3.ts'
import type { AssetStore } from '../../lib/asset-store.ts'
import { withTextTracks } from '../../lib/captions/dash-text.ts'
import { withSubtitles, type ManifestTrack } from '../../lib/captions/hls-subtitles.ts'
import { NotFoundError, ThrottledError } from '../../lib/errors.ts'
import { OUTPUT, outputPrefix } from '../../lib/output-layout.ts'
import type { Asset, CaptionTrack } from '../../schemas/generated/types.ts'

export interface ManifestServices {
  readText: typeof readText
  writeObject: typeof writeObject
  assets: Pick<AssetStore, 'load'>
  settings: { mediaBucket: string }
}

const ATTEMPTS = 10

/** Both manifests lie one folder below the prefix of the asset. */
const addressOf = (key: string, prefix: string) => `../${key.slice(prefix.length)}`

type KeyOf = (track: CaptionTrack) => string | undefined

async function writeBoth({ assetId, revision, captions }: Asset, services: ManifestServices): Promise<void> {
  const { readText, writeObject, settings } = services
  const prefix = outputPrefix(assetId, revision)
  const at = (name: string) => ({ bucket: settings.mediaBucket, key: prefix + name })
  const tracksBy = (keyOf: KeyOf) =>
    captions.flatMap((track): ManifestTrack[] => {
      const key = keyOf(track)
      const isShown = track.state === 'published' && key !== undefined
      return isShown ? [{ ...track, uri: addressOf(key, prefix) }] : []
    })
  const playlists = tracksBy(({ playlistKey }) => playlistKey)
  const files = tracksBy(({ vttKey }) => vttKey)
  const multivariant = withSubtitles(await readText(at(OUTPUT.hls)), playlists)
  const mpd = withTextTracks(await readText(at(OUTPUT.dash)), files)
  await writeObject(at(OUTPUT.hls), multivariant, 'application/vnd.apple.mpegurl')
  await writeObject(at(OUTPUT.dash), mpd, 'application/dash+xml')
}

/** @throws ThrottledError when the tracks keep changing */
export async function writeManifests(written: Asset, services: ManifestServices): Promise<void> {
  let asset = written
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await writeBoth(asset, services)
    const current = await services.assets.load(asset.assetId)
    if (current === undefined) throw new NotFoundError(`There is no asset ${asset.assetId} any more.`)
    if (current.revision !== asset.revision || current.captionsVersion === asset.captionsVersion) return
    asset = current
  }
  throw new ThrottledError(
    `The captions of asset ${written.assetId} change faster than manifests are written.`,
  )
}
