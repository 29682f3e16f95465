import { describe, expect, test } from '@jest/globals'
import { chooseModerationInput, planModeration } from '../../../functions/intake/rules/moderation-input.ts'
import { chooseProfile } from '../../../lib/profiles.ts'
import type { Inspection, JobOptions } from '../../../schemas/generated/types.ts'
import { anInspection, aSource, ASSET_ID } from '../../support/records.ts'

const HOUR_MS = 3_600_000

describe('the detector is given', () => {
  const { video } = anInspection()

  test.each<[string, Partial<Inspection>, string]>([
    ['the source: H.264 in MP4', {}, 'source'],
    ['the source: H.264 in MOV', { container: 'quicktime' }, 'source'],
    ['the source at the very limits', { sizeBytes: 10e9, durationMs: 6 * HOUR_MS }, 'source'],
    ['a rendition of another codec', { video: { ...video, codec: 'HEVC' } }, 'rendition'],
    ['a rendition of ProRes', { container: 'quicktime', video: { ...video, codec: 'PRORES' } }, 'rendition'],
    ['a rendition of another container', { container: 'matroska' }, 'rendition'],
    ['a rendition of ten bits', { video: { ...video, bitDepth: 10 } }, 'rendition'],
    ['a rendition of more than 10 GB', { sizeBytes: 10e9 + 1 }, 'rendition'],
    ['a rendition of more than 6 hours', { durationMs: 6 * HOUR_MS + 1 }, 'rendition'],
  ])('%s', (_, facts, input) => expect(chooseModerationInput(anInspection(facts))).toBe(input))
})

describe('the plan of moderation', () => {
  const plan = (inspection: Inspection, options?: JobOptions) =>
    planModeration(
      { assetId: ASSET_ID, revision: 3, source: aSource({ versionId: 'v1' }), mediaBucket: 'media' },
      inspection,
      { profile: chooseProfile('default'), options },
    )

  test('names the very version of the source', () => {
    expect(plan(anInspection()).video).toEqual({
      bucket: 'ingest',
      key: 'films/holiday.mp4',
      versionId: 'v1',
    })
  })

  test('names the copy that the transcode makes, out of reach of players', () => {
    expect(plan(anInspection({ container: 'mxf' })).video).toEqual({
      bucket: 'media',
      key: `evidence/${ASSET_ID}/r3/proxy.mp4`,
    })
  })

  test('knows the thumbnails that evidence is shown by, where some are made', () => {
    expect(plan(anInspection()).frames).toMatchObject({ prefix: `assets/${ASSET_ID}/r3/` })
    expect(plan(anInspection(), { thumbnails: false }).frames).toBeUndefined()
  })

  test('waits longer for a longer film', () => {
    const short = plan(anInspection()).timeoutSeconds
    expect(plan(anInspection({ durationMs: HOUR_MS })).timeoutSeconds).toBeGreaterThan(short + 3600)
  })
})
