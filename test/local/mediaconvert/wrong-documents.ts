// Ways in which a job document goes wrong: what is changed in a right one, by path, and what CreateJob says of it.
// `undefined` takes a member away.
import { fileGroup, sound, thumbnails } from './job-documents.ts'

export type Changes = Record<string, unknown>
export type Case = readonly [name: string, changes: Changes, message: string]

const OUTPUT = 'settings.outputGroups.0.outputs.0'
const SOUND = 'settings.outputGroups.0.outputs.2'
const H264 = `${OUTPUT}.videoDescription.codecSettings.h264Settings`
const CMAF = 'settings.outputGroups.0.outputGroupSettings.cmafGroupSettings'
const FILE_OUTPUTS = 'settings.outputGroups.1.outputs'
const PLACE = '/outputGroups/0/outputs/0/videoDescription/codecSettings/h264Settings'
const CMAF_PLACE = '/outputGroups/0/outputGroupSettings/cmafGroupSettings'

const aac = (settings: object) => [{ codecSettings: { codec: 'AAC', aacSettings: settings } }]
const STEREO = { codingMode: 'CODING_MODE_2_0', sampleRate: 48_000 }

export const WRONG: Case[] = [
  [
    'an unknown setting',
    { [`${H264}.quality`]: 7 },
    `${PLACE}/quality: Should not have additional properties`,
  ],
  ['the SDK’s spelling', { 'settings.Inputs': [] }, '/Inputs: Should not have additional properties'],
  [
    'a wrong enumeration',
    { [`${H264}.rateControlMode`]: 'CRF' },
    `${PLACE}/rateControlMode: Should be one of [CBR, QVBR, VBR]`,
  ],
  ['a number out of range', { [`${H264}.maxBitrate`]: 100 }, `${PLACE}/maxBitrate: Should be >= 1000`],
  ['a number as text', { [`${H264}.maxBitrate`]: '500000' }, `${PLACE}/maxBitrate: Should be number`],
  ['a fraction of a bit', { [`${H264}.maxBitrate`]: 1000.5 }, `${PLACE}/maxBitrate: Should be integer`],
  [
    'QVBR without MaxBitrate',
    { [`${H264}.maxBitrate`]: undefined },
    `${PLACE}: maxBitrate is a required property when rateControlMode is QVBR`,
  ],
  [
    'QVBR with Bitrate',
    { [`${H264}.bitrate`]: 400_000 },
    `${PLACE}/bitrate: Should not be set when rateControlMode is QVBR`,
  ],
  [
    'CBR without Bitrate',
    { [H264]: { rateControlMode: 'CBR' } },
    `${PLACE}: bitrate is a required property when rateControlMode is CBR`,
  ],
  [
    'VBR without Bitrate',
    { [H264]: { rateControlMode: 'VBR', maxBitrate: 5000 } },
    `${PLACE}: bitrate is a required property when rateControlMode is VBR`,
  ],
  [
    'no rate control',
    { [`${H264}.rateControlMode`]: undefined },
    `${PLACE}: rateControlMode is a required property`,
  ],
  [
    'a rate without a number',
    { [`${H264}.framerateControl`]: 'SPECIFIED' },
    `${PLACE}: framerateNumerator is a required property`,
  ],
  [
    'no container settings',
    { [`${OUTPUT}.containerSettings`]: undefined },
    '/outputGroups/0/outputs/0: containerSettings is a required property',
  ],
  [
    'a container of another group',
    { [`${OUTPUT}.containerSettings.container`]: 'MP4' },
    '/outputGroups/0/outputs/0/containerSettings/container: MP4 does not fit into CMAF_GROUP_SETTINGS',
  ],
  [
    'CMFC in a file group',
    { [`${FILE_OUTPUTS}.0.containerSettings.container`]: 'CMFC' },
    '/outputGroups/1/outputs/0/containerSettings/container: CMFC does not fit into FILE_GROUP_SETTINGS',
  ],
  [
    'frame capture in MP4',
    { [`${FILE_OUTPUTS}.1.containerSettings.container`]: 'MP4' },
    '/outputGroups/1/outputs/1/containerSettings/container: FRAME_CAPTURE needs RAW',
  ],
  [
    'an odd width',
    { [`${OUTPUT}.videoDescription.width`]: 641 },
    '/outputGroups/0/outputs/0/videoDescription/width: Should be a multiple of 2',
  ],
  [
    'no codec settings',
    { [`${OUTPUT}.videoDescription.codecSettings`]: undefined },
    '/outputGroups/0/outputs/0/videoDescription: codecSettings is a required property',
  ],
  [
    'settings of another codec',
    { [`${OUTPUT}.videoDescription.codecSettings.codec`]: 'H_265' },
    '/outputGroups/0/outputs/0/videoDescription/codecSettings: h265Settings is a required property',
  ],
  [
    'no outputs',
    { 'settings.outputGroups.0.outputs': [] },
    '/outputGroups/0/outputs: Should have at least 1 items',
  ],
  ['no output groups', { 'settings.outputGroups': [] }, '/outputGroups: Should have at least 1 items'],
  ['no inputs', { 'settings.inputs': [] }, '/inputs: Should have at least 1 items'],
  [
    'an input without a file',
    { 'settings.inputs.0.fileInput': undefined },
    '/inputs/0: fileInput is a required property',
  ],
  [
    'an input that is no URL',
    { 'settings.inputs.0.fileInput': 'film.mp4' },
    '/inputs/0/fileInput: Should match pattern',
  ],
  [
    'no destination',
    { [`${CMAF}.destination`]: undefined },
    `${CMAF_PLACE}: destination is a required property`,
  ],
  [
    'a destination elsewhere',
    { [`${CMAF}.destination`]: 'file:///tmp/x' },
    `${CMAF_PLACE}/destination: Should match pattern`,
  ],
  [
    'a segment of broken fragments',
    { [`${CMAF}.fragmentLength`]: 3 },
    `${CMAF_PLACE}/segmentLength: Should be a multiple of fragmentLength (3)`,
  ],
  [
    'a segment of broken GOPs',
    { [`${H264}.gopSize`]: 1.5 },
    `${PLACE}/gopSize: segmentLength (2) should be a multiple of the GOP`,
  ],
  [
    'no manifest at all',
    { [`${CMAF}.writeHlsManifest`]: 'DISABLED', [`${CMAF}.writeDashManifest`]: 'DISABLED' },
    'At least one of writeHlsManifest and writeDashManifest should be ENABLED',
  ],
  [
    'sound and picture in one CMAF track',
    { [`${OUTPUT}.audioDescriptions`]: aac(STEREO) },
    '/outputGroups/0/outputs/0: A CMAF output holds video or audio, not both',
  ],
  [
    'a selector that is not there',
    { [`${SOUND}.audioDescriptions`]: sound('', 'English').audioDescriptions },
    '/outputGroups/0/outputs/2/audioDescriptions/0/audioSourceName: no audio selector "English" in /inputs/0',
  ],
  [
    'AAC without a sample rate',
    { [`${SOUND}.audioDescriptions`]: aac({ codingMode: 'CODING_MODE_2_0' }) },
    'aacSettings: sampleRate is a required property',
  ],
  [
    'one name twice',
    { [`${OUTPUT}.nameModifier`]: '_90p' },
    '/outputGroups/0/outputs/1/nameModifier: _90p is used twice in this group',
  ],
  [
    'no name',
    { [`${OUTPUT}.nameModifier`]: undefined },
    '/outputGroups/0/outputs/0: nameModifier is a required property',
  ],
  [
    'two outputs to one place',
    {
      'settings.outputGroups.1.outputGroupSettings.fileGroupSettings.destination': 's3://out/a/main',
      [`${FILE_OUTPUTS}.0.extension`]: 'm3u8',
    },
    'writes to s3://out/a/main_180p.m3u8 like /outputGroups/0/outputs/0',
  ],
  ['no role', { role: undefined }, '/: role is a required property'],
  ['a role that is no role', { role: 'admin' }, '/role: Should match pattern'],
  ['a priority beyond all', { priority: 51 }, '/priority: Should be <= 50'],
  ['metadata that is no text', { userMetadata: { n: 1 } }, '/userMetadata/n: Should be string'],
  [
    'thumbnails alone',
    { 'settings.outputGroups': [fileGroup([thumbnails()])] },
    'A job with a frame capture output needs one more output',
  ],
]

export const UNSUPPORTED: Case[] = [
  [
    'image insertion',
    { 'settings.inputs.0.imageInserter': { insertableImages: [] } },
    '/settings/inputs/0/imageInserter',
  ],
  [
    'cropping',
    { [`${OUTPUT}.videoDescription.crop`]: { x: 0, y: 0, width: 100, height: 100 } },
    'videoDescription/crop',
  ],
  ['interlaced output', { [`${H264}.interlaceMode`]: 'TOP_FIELD' }, 'interlaceMode (TOP_FIELD)'],
  [
    'two inputs',
    { 'settings.inputs.1': { fileInput: 's3://in/b', audioSelectors: { 'Audio Selector 1': {} } } },
    '/inputs: more than one input',
  ],
  [
    'an input from the web',
    { 'settings.inputs.0.fileInput': 'https://example.com/a.mp4' },
    'http and https inputs',
  ],
  [
    'HE-AAC',
    { [`${SOUND}.audioDescriptions`]: aac({ codecProfile: 'HEV1', ...STEREO }) },
    'codecProfile (HEV1)',
  ],
  ['encryption', { [`${CMAF}.encryption`]: { type: 'SPEKE' } }, 'cmafGroupSettings/encryption'],
  ['a job template', { jobTemplate: 'mine' }, '/jobTemplate (mine)'],
  ['variables in names', { [`${CMAF}.destination`]: 's3://out/$fn$/main' }, 'variables in names'],
]
