import { describe, expect, test } from '@jest/globals'
import { planJob } from '../../../functions/transcode/rules/job-settings.ts'
import { planLadder } from '../../../lib/ladder.ts'
import { chooseProfile, PROFILES } from '../../../lib/profiles.ts'
import { checkCreateJob } from '../../../local/mediaconvert/rules/check-request.ts'
import type { JobOptions, TranscodeProfile } from '../../../schemas/generated/types.ts'
import { validateTranscodeProfile } from '../../../schemas/generated/validators.mjs'
import { inspectionOf } from '../../support/inspections.ts'
import { onTheWire } from '../../support/wire-names.ts'

type Drm = NonNullable<TranscodeProfile['drm']>

const FAIRPLAY = '94ce86fb-07ff-4f43-adb8-93d2fa968ca2'
const WIDEVINE = 'edef8ba9-79d6-4ace-a3c8-27dcd51d21ed'
const PLAYREADY = '9a04f079-9840-4286-ab92-e65be0885f95'

const drm: Drm = {
  keyServerUrl: 'https://keys.example.com/speke',
  method: 'SAMPLE_AES',
  hlsSystemIds: [FAIRPLAY],
  dashSystemIds: [WIDEVINE, PLAYREADY],
}

function jobOf(profile: TranscodeProfile, options: JobOptions = {}) {
  const inspection = inspectionOf({})
  return planJob({
    source: { bucket: 'ingest', key: 'film.mp4' },
    inspection,
    profile,
    options,
    ladder: planLadder(inspection, profile, options),
    destination: 's3://media/assets/0123/r2/',
    contentId: '0123-r2',
    roleArn: 'arn:aws:iam::000000000000:role/mediaconvert',
    queueArn: 'arn:aws:mediaconvert:eu-west-1:000000000000:queues/transcode',
    statusUpdateInterval: 'SECONDS_60',
    userMetadata: {},
  })
}

const groupsOf = (profile: TranscodeProfile, options?: JobOptions) =>
  jobOf(profile, options).Settings?.OutputGroups ?? []

const encryptionOf = (profile: TranscodeProfile) =>
  groupsOf(profile).find(({ Name }) => Name === 'Stream')?.OutputGroupSettings?.CmafGroupSettings?.Encryption

const standard = chooseProfile('default')

test('no profile of ours has it', () => {
  for (const profile of PROFILES) expect(encryptionOf(profile)).toBeUndefined()
})

test('streams of a profile that names a key server are encrypted, each processing by keys of its own', () => {
  expect(encryptionOf({ ...standard, drm })).toEqual({
    Type: 'SPEKE',
    EncryptionMethod: 'SAMPLE_AES',
    SpekeKeyProvider: {
      Url: drm.keyServerUrl,
      ResourceId: '0123-r2',
      HlsSignaledSystemIds: [FAIRPLAY],
      DashSignaledSystemIds: [WIDEVINE, PLAYREADY],
    },
  })
})

test('nothing clear is made for download then, whatever the job file asks for', () => {
  const names = (profile: TranscodeProfile) => groupsOf(profile, { mp4: true }).map(({ Name }) => Name)
  expect(names(standard)).toContain('Download')
  expect(names({ ...standard, drm })).not.toContain('Download')
})

test('the local MediaConvert says that it cannot, rather than make clear streams', () => {
  expect(() => checkCreateJob(onTheWire(jobOf(standard)))).not.toThrow()
  expect(() => checkCreateJob(onTheWire(jobOf({ ...standard, drm })))).toThrow(/encryption/)
})

describe('a profile', () => {
  const isProfile = (one: object) => validateTranscodeProfile({ ...standard, drm: one })
  test('may name a key server', () => expect(isProfile(drm)).toBe(true))
  test.each<[string, object]>([
    ['a key server without TLS', { ...drm, keyServerUrl: 'http://keys.example.com' }],
    ['no system in HLS', { ...drm, hlsSystemIds: [] }],
    ['four systems in DASH', { ...drm, dashSystemIds: Array(4).fill(WIDEVINE) }],
    ['a system by its name', { ...drm, hlsSystemIds: ['widevine'] }],
  ])('with %s is none', (_what, wrong) => expect(isProfile(wrong)).toBe(false))
})
