// The roads through the media workflow, one scenario each: what its functions, its queue and its table answer, and the
// states an execution enters then.
import type { CloseAssetInput, InspectSourceOutput } from '../../schemas/generated/types.ts'
import { DAY } from '../local/states/lab.ts'
import { anInspection } from '../support/records.ts'
import type { FunctionName, Scenario } from './road.ts'
import { answers, inTurn, resumes, resumesWith, throws, type StandIn } from './stand-ins.ts'

/** Two states write the table by the same operation; what they write tells them apart. */
export const REGISTER = 'registering'
export const PUBLISH = 'publishing'
export const PUT_EVENTS = 'AWSEvents.PutEvents'

const decides = (decision: string, changes: Partial<InspectSourceOutput> = {}) => ({
  decision,
  reasons: [],
  ...changes,
})
const ACCEPTANCE: Partial<InspectSourceOutput> = {
  inspection: anInspection(),
  profile: 'default',
  transcodeTimeoutSeconds: 600,
  moderation: { input: 'source', video: { bucket: 'ingest', key: 'films/holiday.mp4' }, timeoutSeconds: 600 },
}
const ACCEPTED = decides('accept', ACCEPTANCE)
const NOT_READABLE = decides('accept', {
  ...ACCEPTANCE,
  moderation: { input: 'rendition', video: { bucket: 'media', key: 'proxy.mp4' }, timeoutSeconds: 600 },
})
const TO_BE_TRANSCRIBED = decides('accept', { ...ACCEPTANCE, transcription: { timeoutSeconds: 600 } })
export const REPORT = { looked: true, detector: 'visual', findings: [] }
const VERDICT = {
  decision: 'approve',
  reasons: [],
  policyId: 'default',
  policyVersion: '1',
  announcement: {
    assetId: '0'.repeat(32),
    revision: 0,
    sourceUri: 's3://ingest/films/holiday.mp4',
    reasons: [],
    playback: { hlsUrl: 'http://media/main.m3u8', dashUrl: 'http://media/main.mpd' },
  },
}
const BECAUSE = [{ code: 'explicit', message: 'As the scenario wants it.' }]
const judges = (decision: string) => answers({ ...VERDICT, decision, reasons: BECAUSE })
const REJECTED = decides('reject', { reasons: [{ code: 'not-a-video', message: 'It is a text.' }] })
const WAITS = decides('await-job-file')
const TOO_DEAR = decides('await-budget', { estimateUsd: 1.5 })

/** How it goes when all is well. */
export const WELL: Record<FunctionName, StandIn> = {
  inspectSource: answers(ACCEPTED),
  awaitJobFile: resumes({}),
  awaitBudget: resumes({}),
  submitTranscode: resumes({ providerJobId: 'job-1' }),
  recheckModeration: answers(REPORT),
  submitTranscription: resumes({ key: 'evidence/0/r0/captions/transcript.vtt' }),
  readCaptions: answers({ report: { ...REPORT, detector: 'captions' } }),
  decideVerdict: answers(VERDICT),
  closeAsset: (input) => ({ outcome: (input as CloseAssetInput).outcome }),
}

const REGISTERED = ['Identify asset', 'Register asset']
const INSPECTED = [...REGISTERED, 'Inspect source', 'Route inspection']
const FAILED = ['Fail asset', 'Route failure', 'Asset failed']
const STARTED = [...INSPECTED, 'Process asset', 'Transcode']
const SILENT = ['Route transcription', 'Skip transcription']
const PROCESSED = [...STARTED, ...SILENT, 'Route moderation', 'Moderate source']
const HEARD = [...STARTED, 'Route transcription', 'Transcribe', 'Route moderation', 'Moderate source']
const LATER = ['Await rendition', 'Route rendition', 'Moderate rendition']
const AFTERWARDS = [...PROCESSED.slice(0, -1), ...LATER]
const JUDGED = ['Read captions', 'Decide verdict', 'Route verdict']
const DECIDED = [...PROCESSED, 'Route rendition', ...JUDGED]
const PUBLISHED = ['Publish asset', 'Announce publication']

export const SCENARIOS: Record<string, Scenario> = {
  'a good video': { road: [...DECIDED, ...PUBLISHED], status: 'SUCCEEDED' },
  'an event that is delivered again': {
    refusals: { [REGISTER]: 'ConditionalCheckFailedException' },
    road: [...REGISTERED, 'Duplicate delivery'],
    status: 'SUCCEEDED',
  },
  'a table that is not there': {
    refusals: { [REGISTER]: 'ResourceNotFoundException' },
    road: [...REGISTERED, ...FAILED],
    status: 'FAILED',
  },
  'a fault of the inspection': {
    functions: { inspectSource: throws('InvariantError') },
    road: [...REGISTERED, 'Inspect source', ...FAILED],
    status: 'FAILED',
  },
  'a file that is no video': {
    functions: { inspectSource: answers(REJECTED) },
    road: [...INSPECTED, 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a decision that nobody knows': {
    functions: { inspectSource: answers(decides('perhaps')) },
    road: [...INSPECTED, ...FAILED],
    status: 'FAILED',
  },
  'a job file that comes': {
    functions: { inspectSource: inTurn(WAITS, ACCEPTED) },
    road: [...INSPECTED, 'Await job file', ...DECIDED.slice(2), ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'a budget that has room again': {
    functions: { inspectSource: inTurn(TOO_DEAR, ACCEPTED) },
    road: [...INSPECTED, 'Await budget', ...DECIDED.slice(2), ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'a budget that never has room': {
    functions: { inspectSource: answers(TOO_DEAR), awaitBudget: answers(null) },
    advanceMs: DAY,
    road: [...INSPECTED, 'Await budget', 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a fault of the wait for a budget': {
    functions: { inspectSource: answers(TOO_DEAR), awaitBudget: throws('InvariantError') },
    road: [...INSPECTED, 'Await budget', ...FAILED],
    status: 'FAILED',
  },
  'a job file that never comes': {
    functions: { inspectSource: answers(WAITS), awaitJobFile: answers(null) },
    advanceMs: DAY,
    road: [...INSPECTED, 'Await job file', 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a fault of the wait': {
    functions: { inspectSource: answers(WAITS), awaitJobFile: throws('InvariantError') },
    road: [...INSPECTED, 'Await job file', ...FAILED],
    status: 'FAILED',
  },
  'a film that the transcoder cannot read': {
    functions: { submitTranscode: resumesWith('UnsupportedSourceError') },
    road: [...STARTED, 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a job that fails': {
    functions: { submitTranscode: resumesWith('JobFailedError') },
    road: [...STARTED, ...FAILED],
    status: 'FAILED',
  },
  'a film that the detector reads only when it is transcoded': {
    functions: { inspectSource: answers(NOT_READABLE) },
    road: [...AFTERWARDS, ...JUDGED, ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'a detector whose notice is lost': {
    detector: undefined,
    advanceMs: 600_000,
    road: [...PROCESSED, 'Recheck source', 'Route rendition', ...JUDGED, ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'a detector whose notice is lost after the transcode': {
    functions: { inspectSource: answers(NOT_READABLE) },
    detector: undefined,
    advanceMs: 600_000,
    road: [...AFTERWARDS, 'Recheck rendition', ...JUDGED, ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'a detector that nobody can ask': {
    functions: { inspectSource: answers(NOT_READABLE), recheckModeration: throws('InvariantError') },
    detector: undefined,
    advanceMs: 600_000,
    road: [...AFTERWARDS, 'Recheck rendition', ...FAILED],
    status: 'FAILED',
  },
  'a film that is transcribed': {
    functions: { inspectSource: answers(TO_BE_TRANSCRIBED) },
    road: [...HEARD, 'Route rendition', ...JUDGED, ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'a film that nobody can transcribe': {
    functions: { inspectSource: answers(TO_BE_TRANSCRIBED), submitTranscription: throws('InvariantError') },
    road: [...HEARD, 'Abandon transcription', 'Route rendition', ...JUDGED, ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'captions that nobody can read': {
    functions: { readCaptions: throws('InvariantError') },
    road: [...DECIDED, ...PUBLISHED],
    status: 'SUCCEEDED',
  },
  'a film that people must see': {
    functions: { decideVerdict: judges('escalate') },
    review: 'SUCCEEDED',
    road: [...DECIDED, 'Review asset'],
    status: 'SUCCEEDED',
  },
  'a review that fails': {
    functions: { decideVerdict: judges('escalate') },
    review: 'FAILED',
    road: [...DECIDED, 'Review asset', ...FAILED],
    status: 'FAILED',
  },
  'a film that the policy rejects': {
    functions: { decideVerdict: judges('reject') },
    road: [...DECIDED, 'Quarantine asset'],
    status: 'SUCCEEDED',
  },
  'a quarantine that cannot be recorded': {
    functions: {
      decideVerdict: judges('reject'),
      closeAsset: (input, lab) =>
        (input as CloseAssetInput).outcome === 'quarantined'
          ? throws('InvariantError')(input, lab)
          : { outcome: 'failed' },
    },
    road: [...DECIDED, 'Quarantine asset', ...FAILED],
    status: 'FAILED',
  },
  'a source that was replaced meanwhile': {
    functions: { decideVerdict: judges('refuse') },
    road: [...DECIDED, 'Reject asset'],
    status: 'SUCCEEDED',
  },
  'a verdict that nobody knows': {
    functions: { decideVerdict: judges('perhaps') },
    road: [...DECIDED, ...FAILED],
    status: 'FAILED',
  },
  'an asset that a newer processing has taken over': {
    refusals: { [PUBLISH]: 'ConditionalCheckFailedException' },
    road: [...DECIDED, 'Publish asset', 'Superseded'],
    status: 'SUCCEEDED',
  },
  'a fault of an asset that a newer processing has taken over': {
    functions: { decideVerdict: throws('ConflictError'), closeAsset: answers({ outcome: 'superseded' }) },
    road: [...DECIDED.slice(0, -1), 'Fail asset', 'Route failure', 'Superseded'],
    status: 'SUCCEEDED',
  },
  'a publication that cannot be written': {
    refusals: { [PUBLISH]: 'ResourceNotFoundException' },
    road: [...DECIDED, 'Publish asset', ...FAILED],
    status: 'FAILED',
  },
  'a publication that cannot be announced': {
    refusals: { [PUT_EVENTS]: 'ResourceNotFoundException' },
    road: [...DECIDED, ...PUBLISHED, ...FAILED],
    status: 'FAILED',
  },
  'outputs that are not as planned': {
    functions: { decideVerdict: throws('JobFailedError') },
    road: [...DECIDED.slice(0, -1), ...FAILED],
    status: 'FAILED',
  },
  'a rejection that cannot be recorded': {
    functions: {
      inspectSource: answers(REJECTED),
      closeAsset: (input, lab) =>
        (input as CloseAssetInput).outcome === 'rejected'
          ? throws('InvariantError')(input, lab)
          : { outcome: 'failed' },
    },
    road: [...INSPECTED, 'Reject asset', ...FAILED],
    status: 'FAILED',
  },
  'a failure that cannot be recorded': {
    functions: { decideVerdict: throws('JobFailedError'), closeAsset: throws('InvariantError') },
    road: [...DECIDED.slice(0, -1), 'Fail asset', 'Asset failed'],
    status: 'FAILED',
  },
}
