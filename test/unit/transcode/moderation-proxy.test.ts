import { describe, expect, test } from '@jest/globals'
import { planProxyGroup } from '../../../functions/transcode/rules/moderation-proxy.ts'
import {
  submitTranscode,
  type SubmitTranscodeServices,
} from '../../../functions/transcode/submit-transcode.ts'
import { planLadder } from '../../../lib/ladder.ts'
import { chooseProfile } from '../../../lib/profiles.ts'
import { inspectionOf } from '../../support/inspections.ts'
import { aJob, aSource, ASSET_ID } from '../../support/records.ts'

const DESTINATION = 's3://media/evidence/0123/r0/proxy'

function proxyOf(video: Parameters<typeof inspectionOf>[0]) {
  const inspection = inspectionOf(video)
  const group = planProxyGroup(inspection, planLadder(inspection, chooseProfile('hevc')), DESTINATION)
  return group.Outputs![0]!
}

describe('the copy for the detector', () => {
  test('is what Rekognition reads: H.264 in MP4, whatever the ladder is; it has no sound', () => {
    const output = proxyOf({ codec: 'HEVC', bitDepth: 10 })
    expect(output.ContainerSettings!.Container).toBe('MP4')
    expect(output.VideoDescription!.CodecSettings!.Codec).toBe('H_264')
    expect(output.AudioDescriptions).toBeUndefined()
  })

  test.each([
    [3840, 2160, 640, 360],
    [1080, 1920, 360, 640],
    [320, 241, 320, 240],
    [8000, 400, 1920, 96],
  ])('of %i x %i is %i x %i', (widthPx, heightPx, width, height) => {
    const { Width, Height } = proxyOf({ widthPx, heightPx }).VideoDescription!
    expect([Width, Height]).toEqual([width, height])
  })

  test('has the colours of the ladder where the source has a high dynamic range', () => {
    const { VideoPreprocessors } = proxyOf({ dynamicRange: 'HDR10' }).VideoDescription!
    expect(VideoPreprocessors!.ColorCorrector!.ColorSpaceConversion).toBe('FORCE_709')
  })
})

describe('the transcode of a source', () => {
  const destinationsFor = async (moderationInput: 'source' | 'rendition') => {
    let job: Parameters<SubmitTranscodeServices['createJob']>[0] | undefined
    const { providerJobId: _none, ...opened } = aJob({ status: 'opened' })
    await submitTranscode.run(
      {
        ...{ assetId: ASSET_ID, revision: 2, source: aSource(), inspection: inspectionOf() },
        ...{ profile: 'default', taskToken: 'token', moderationInput },
      },
      {
        ledger: {
          open: () => Promise.resolve(opened),
          note: () => Promise.resolve(true),
          listOf: () => Promise.resolve([]),
        },
        cancelJob: () => Promise.resolve(),
        assets: { note: () => Promise.resolve(undefined) },
        createJob: (made) => {
          job = made
          return Promise.resolve({ providerJobId: 'job-1' })
        },
        answerTask: () => Promise.resolve(true),
        now: () => 0,
        settings: {
          ...{ stage: 'test', mediaBucket: 'media', statusUpdateInterval: 'SECONDS_60' },
          ...{ roleArn: 'arn:aws:iam::000000000000:role/mediaconvert', queueArn: 'arn:aws:mediaconvert' },
        },
      },
    )
    return job!.Settings!.OutputGroups!.map(
      ({ OutputGroupSettings }) => OutputGroupSettings!.FileGroupSettings?.Destination,
    )
  }

  test('that the detector cannot read makes the copy, out of reach of players', async () => {
    expect(await destinationsFor('rendition')).toContain(`s3://media/evidence/${ASSET_ID}/r2/proxy`)
  })

  test('that it can read makes none', async () => {
    expect((await destinationsFor('source')).join(' ')).not.toContain('evidence')
  })
})
