// CreateJob says what is wrong and where, before anything is spent.
import { describe, expect, it } from '@jest/globals'
import { checkCreateJob } from '../../../local/mediaconvert/rules/check-request.ts'
import {
  cmafGroup,
  createJob,
  download,
  fileGroup,
  jobSettings,
  rung,
  sound,
  thumbnails,
} from './job-documents.ts'

// Documents are changed in ways their types forbid: that is what is tested.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Document = any

function document(): Document {
  return structuredClone(
    createJob(
      jobSettings([
        cmafGroup([rung(180, 500_000), rung(90, 200_000), sound()]),
        fileGroup([download(180, 500_000), thumbnails()]),
      ]),
    ),
  )
}

const H264 = 'videoDescription.codecSettings.h264Settings'
const PLACE = '/outputGroups/0/outputs/0/videoDescription/codecSettings/h264Settings'

function errorOf(change: (job: Document) => void): { code: string; message: string } {
  const job = document()
  change(job)
  try {
    checkCreateJob(job)
  } catch (error) {
    return error as { code: string; message: string }
  }
  return { code: 'accepted', message: '' }
}

/** Sets `path` of the first output; `undefined` takes it away. */
function output(path: string, value: unknown, index = 0, group = 0) {
  return (job: Document) => {
    const names = path.split('.')
    let target = job.settings.outputGroups[group].outputs[index]
    for (const name of names.slice(0, -1)) target = target[name] ??= {}
    if (value === undefined) delete target[names.at(-1)!]
    else target[names.at(-1)!] = value
  }
}

function cmaf(name: string, value: unknown) {
  return (job: Document) => {
    const settings = job.settings.outputGroups[0].outputGroupSettings.cmafGroupSettings
    if (value === undefined) delete settings[name]
    else settings[name] = value
  }
}

const WRONG: [string, (job: Document) => void, string][] = [
  [
    'an unknown setting',
    output(`${H264}.qualityLevel`, 7),
    `${PLACE}/qualityLevel: Should not have additional properties`,
  ],
  [
    'a member in the SDK’s spelling',
    (job) => (job.settings.Inputs = []),
    '/Inputs: Should not have additional properties',
  ],
  [
    'a wrong enumeration',
    output(`${H264}.rateControlMode`, 'CRF'),
    `${PLACE}/rateControlMode: Should be one of [CBR, QVBR, VBR]`,
  ],
  ['a number out of range', output(`${H264}.maxBitrate`, 100), `${PLACE}/maxBitrate: Should be >= 1000`],
  ['a number as text', output(`${H264}.maxBitrate`, '500000'), `${PLACE}/maxBitrate: Should be number`],
  ['a fraction of a bit', output(`${H264}.maxBitrate`, 1000.5), `${PLACE}/maxBitrate: Should be integer`],
  [
    'QVBR without MaxBitrate',
    output(`${H264}.maxBitrate`, undefined),
    `${PLACE}: maxBitrate is a required property when rateControlMode is QVBR`,
  ],
  [
    'QVBR with Bitrate',
    output(`${H264}.bitrate`, 400_000),
    `${PLACE}/bitrate: Should not be set when rateControlMode is QVBR`,
  ],
  [
    'CBR without Bitrate',
    output(H264, { rateControlMode: 'CBR' }),
    `${PLACE}: bitrate is a required property when rateControlMode is CBR`,
  ],
  [
    'VBR without Bitrate',
    output(H264, { rateControlMode: 'VBR', maxBitrate: 5000 }),
    `${PLACE}: bitrate is a required property when rateControlMode is VBR`,
  ],
  [
    'no rate control',
    output(`${H264}.rateControlMode`, undefined),
    `${PLACE}: rateControlMode is a required property`,
  ],
  [
    'a rate without a number',
    output(`${H264}.framerateControl`, 'SPECIFIED'),
    `${PLACE}: framerateNumerator is a required property`,
  ],
  [
    'no container settings',
    output('containerSettings', undefined),
    '/outputGroups/0/outputs/0: containerSettings is a required property',
  ],
  [
    'a container of another group',
    output('containerSettings.container', 'MP4'),
    '/outputGroups/0/outputs/0/containerSettings/container: MP4 does not fit into CMAF_GROUP_SETTINGS',
  ],
  [
    'CMFC in a file group',
    output('containerSettings.container', 'CMFC', 0, 1),
    '/outputGroups/1/outputs/0/containerSettings/container: CMFC does not fit into FILE_GROUP_SETTINGS',
  ],
  [
    'frame capture in MP4',
    output('containerSettings.container', 'MP4', 1, 1),
    '/outputGroups/1/outputs/1/containerSettings/container: FRAME_CAPTURE needs RAW',
  ],
  [
    'an odd width',
    output('videoDescription.width', 641),
    '/outputGroups/0/outputs/0/videoDescription/width: Should be a multiple of 2',
  ],
  [
    'no codec settings',
    output('videoDescription.codecSettings', undefined),
    '/outputGroups/0/outputs/0/videoDescription: codecSettings is a required property',
  ],
  [
    'settings of another codec',
    output('videoDescription.codecSettings.codec', 'H_265'),
    '/outputGroups/0/outputs/0/videoDescription/codecSettings: h265Settings is a required property',
  ],
  [
    'no outputs',
    (job) => (job.settings.outputGroups[0].outputs = []),
    '/outputGroups/0/outputs: Should have at least 1 items',
  ],
  [
    'no output groups',
    (job) => (job.settings.outputGroups = []),
    '/outputGroups: Should have at least 1 items',
  ],
  ['no inputs', (job) => (job.settings.inputs = []), '/inputs: Should have at least 1 items'],
  [
    'an input without a file',
    (job) => delete job.settings.inputs[0].fileInput,
    '/inputs/0: fileInput is a required property',
  ],
  [
    'an input that is no URL',
    (job) => (job.settings.inputs[0].fileInput = 'film.mp4'),
    '/inputs/0/fileInput: Should match pattern',
  ],
  [
    'no destination',
    cmaf('destination', undefined),
    '/outputGroups/0/outputGroupSettings/cmafGroupSettings: destination is a required property',
  ],
  [
    'a destination elsewhere',
    cmaf('destination', 'file:///tmp/x'),
    '/outputGroups/0/outputGroupSettings/cmafGroupSettings/destination: Should match pattern',
  ],
  [
    'a segment of broken fragments',
    cmaf('fragmentLength', 3),
    '/outputGroups/0/outputGroupSettings/cmafGroupSettings/segmentLength: Should be a multiple of fragmentLength (3)',
  ],
  [
    'a segment of broken GOPs',
    output(`${H264}.gopSize`, 1.5),
    `${PLACE}/gopSize: segmentLength (2) should be a multiple of the GOP`,
  ],
  [
    'no manifest at all',
    (job) => {
      cmaf('writeHlsManifest', 'DISABLED')(job)
      cmaf('writeDashManifest', 'DISABLED')(job)
    },
    'At least one of writeHlsManifest and writeDashManifest should be ENABLED',
  ],
  [
    'sound and picture in one CMAF track',
    output('audioDescriptions', [
      { codecSettings: { codec: 'AAC', aacSettings: { codingMode: 'CODING_MODE_2_0', sampleRate: 48000 } } },
    ]),
    '/outputGroups/0/outputs/0: A CMAF output holds video or audio, not both',
  ],
  [
    'a selector that is not there',
    output('audioDescriptions', [{ ...sound().audioDescriptions![0], audioSourceName: 'English' }], 2),
    '/outputGroups/0/outputs/2/audioDescriptions/0/audioSourceName: no audio selector "English" in /inputs/0',
  ],
  [
    'AAC without a sample rate',
    output(
      'audioDescriptions',
      [{ codecSettings: { codec: 'AAC', aacSettings: { codingMode: 'CODING_MODE_2_0' } } }],
      2,
    ),
    'aacSettings: sampleRate is a required property',
  ],
  [
    'one name twice',
    output('nameModifier', '_90p'),
    '/outputGroups/0/outputs/1/nameModifier: _90p is used twice in this group',
  ],
  [
    'no name',
    output('nameModifier', undefined),
    '/outputGroups/0/outputs/0: nameModifier is a required property',
  ],
  [
    'two outputs to one place',
    (job) => {
      job.settings.outputGroups[1].outputGroupSettings.fileGroupSettings.destination = 's3://out/a/main'
      output('extension', 'm3u8', 0, 1)(job)
    },
    'writes to s3://out/a/main_180p.m3u8 like /outputGroups/0/outputs/0',
  ],
  ['no role', (job) => delete job.role, '/: role is a required property'],
  ['a role that is no role', (job) => (job.role = 'admin'), '/role: Should match pattern'],
  ['a priority beyond all', (job) => (job.priority = 51), '/priority: Should be <= 50'],
  ['metadata that is no text', (job) => (job.userMetadata = { n: 1 }), '/userMetadata/n: Should be string'],
  [
    'thumbnails alone',
    (job) => (job.settings.outputGroups = [fileGroup([thumbnails()])]),
    'A job with a frame capture output needs one more output',
  ],
]

const UNSUPPORTED: [string, (job: Document) => void, string][] = [
  [
    'a watermark',
    (job) => (job.settings.inputs[0].imageInserter = { insertableImages: [] }),
    '/settings/inputs/0/imageInserter',
  ],
  [
    'cropping',
    output('videoDescription.crop', { x: 0, y: 0, width: 100, height: 100 }),
    'videoDescription/crop',
  ],
  ['interlaced output', output(`${H264}.interlaceMode`, 'TOP_FIELD'), 'interlaceMode (TOP_FIELD)'],
  ['two inputs', (job) => job.settings.inputs.push(job.settings.inputs[0]), '/inputs: more than one input'],
  [
    'an input from the web',
    (job) => (job.settings.inputs[0].fileInput = 'https://example.com/a.mp4'),
    'http and https inputs',
  ],
  [
    'HE-AAC',
    output(
      'audioDescriptions',
      [
        {
          codecSettings: {
            codec: 'AAC',
            aacSettings: { codecProfile: 'HEV1', codingMode: 'CODING_MODE_2_0', sampleRate: 48000 },
          },
        },
      ],
      2,
    ),
    'codecProfile (HEV1)',
  ],
  ['encryption', cmaf('encryption', { type: 'SPEKE' }), 'cmafGroupSettings/encryption'],
  ['a job template', (job) => (job.jobTemplate = 'mine'), '/jobTemplate (mine)'],
  ['variables in names', cmaf('destination', 's3://out/$fn$/main'), 'variables in names'],
]

describe('CreateJob', () => {
  it('accepts the ladder of the pipeline', () => {
    expect(checkCreateJob(document()).role).toContain(':role/')
  })

  it.each(WRONG)('refuses %s', (_name, change, message) => {
    const error = errorOf(change)
    expect(error.code).toBe('BadRequestException')
    expect(error.message).toContain(message)
  })

  it.each(UNSUPPORTED)('says that it does not do %s', (_name, change, message) => {
    const error = errorOf(change)
    expect(error.code).toBe('LocalCloudNotSupported')
    expect(error.message).toContain(message)
    expect(error.message).toContain('local/mediaconvert/SUPPORT.md')
  })

  it('names every wrong place at once', () => {
    const { message } = errorOf((job) => {
      output(`${H264}.maxBitrate`, 1)(job)
      output(`${H264}.gopSizeUnits`, 'HOURS', 1)(job)
    })
    expect(message).toContain('/outputs/0/')
    expect(message).toContain('/outputs/1/')
  })
})
