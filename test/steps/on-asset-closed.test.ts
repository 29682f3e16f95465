import { describe, expect, test } from '@jest/globals'
import { onAssetClosed, type AssetClosed } from '../../functions/intake/on-asset-closed.ts'
import { NotFoundError } from '../../lib/errors.ts'
import type { Asset, Source } from '../../schemas/generated/types.ts'
import { anAsset, aSource, ASSET_ID } from '../support/records.ts'

const anEvent = { detail: { assetId: ASSET_ID, revision: 0 } } as AssetClosed

type Tags = Record<string, string>

/** An asset, and its source with tags; without tags the source is gone. */
function world(changes: Partial<Asset>, tags: Tags | undefined, sourceTtl = 'keep') {
  const written: [string | undefined, Tags][] = []
  return {
    written,
    sourceTtl,
    assets: { load: () => Promise.resolve(anAsset({ source: aSource({ versionId: 'v1' }), ...changes })) },
    readTags: () => (tags ? Promise.resolve(tags) : Promise.reject(new NotFoundError('no such key'))),
    writeTags: (source: Pick<Source, 'versionId'>, wanted: Tags) => {
      written.push([source.versionId, wanted])
      return Promise.resolve()
    },
  }
}

const PUBLISHED = { 'reelgate:outcome': 'published' }

describe('the source of an asset that was published', () => {
  test('is tagged with that, the very version of it', async () => {
    const given = world({ outcome: 'published' }, {})
    await onAssetClosed(anEvent, given)
    expect(given.written).toEqual([['v1', PUBLISHED]])
  })

  test('keeps the tags that others gave it', async () => {
    const given = world({ outcome: 'published' }, { project: 'holidays' })
    await onAssetClosed(anEvent, given)
    expect(given.written).toEqual([['v1', { project: 'holidays', ...PUBLISHED }]])
  })

  test('stays as long as the stage says, unless whoever uploaded it said otherwise', async () => {
    const given = world({ outcome: 'published' }, {}, '90d')
    await onAssetClosed(anEvent, given)
    expect(given.written).toEqual([['v1', { 'reelgate:ttl': '90d', ...PUBLISHED }]])
    const asked = world({ outcome: 'published' }, { 'reelgate:ttl': '365d' }, '90d')
    await onAssetClosed(anEvent, asked)
    expect(asked.written).toEqual([['v1', { 'reelgate:ttl': '365d', ...PUBLISHED }]])
  })

  test('is not written to again when it has its tags', async () => {
    const given = world({ outcome: 'published' }, PUBLISHED)
    await onAssetClosed(anEvent, given)
    expect(given.written).toEqual([])
  })

  test('loses no tag of others when there is no room for ours', async () => {
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`tag-${index}`, 'x']))
    const given = world({ outcome: 'published' }, ten)
    await onAssetClosed(anEvent, given)
    expect(given.written).toEqual([])
  })

  test('may be gone', async () => {
    await expect(onAssetClosed(anEvent, world({ outcome: 'published' }, undefined))).resolves.toBeUndefined()
  })
})

test('a film that was taken back takes its source out of what is deleted by age', async () => {
  const given = world({ outcome: 'quarantined' }, PUBLISHED)
  await onAssetClosed(anEvent, given)
  expect(given.written).toEqual([['v1', { 'reelgate:outcome': 'quarantined' }]])
})

test('an asset that is processed anew meanwhile is left alone', async () => {
  const given = world({}, PUBLISHED)
  await onAssetClosed(anEvent, given)
  expect(given.written).toEqual([])
})

test('what S3 cannot do now is tried again', async () => {
  const given = {
    ...world({ outcome: 'published' }, {}),
    readTags: () => Promise.reject(new Error('slow down')),
  }
  await expect(onAssetClosed(anEvent, given)).rejects.toThrow('slow down')
})
