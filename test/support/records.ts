// Record factories: a whole record from the few fields that matter to a test.
import type { SNSEvent } from 'aws-lambda'
import type {
  Asset,
  Finding,
  Inspection,
  Job,
  ReviewTask,
  Source,
  Verdict,
} from '../../schemas/generated/types.ts'

export const ASSET_ID = '0123456789abcdef0123456789abcdef'

export const aSource = (changes: Partial<Source> = {}): Source => ({
  bucket: 'ingest',
  key: 'films/holiday.mp4',
  etag: 'abc123',
  sizeBytes: 1_000_000,
  sequencer: '0001',
  ...changes,
})

export const anInspection = (changes: Partial<Inspection> = {}): Inspection => ({
  container: 'mp4',
  sizeBytes: 1_000_000,
  durationMs: 10_000,
  video: {
    codec: 'AVC',
    widthPx: 1280,
    heightPx: 720,
    rotationDegrees: 0,
    frameRate: { numerator: 25, denominator: 1 },
    bitDepth: 8,
    dynamicRange: 'SDR',
    scan: 'progressive',
  },
  audioTracks: [{ trackNumber: 1, codec: 'AAC', channels: 2, sampleRateHz: 48_000 }],
  ...changes,
})

export const anAsset = (changes: Partial<Asset> = {}): Asset => ({
  assetId: ASSET_ID,
  revision: 0,
  registeredAt: '2026-11-21T09:00:00.000Z',
  registeredMonth: '2026-11',
  executionArn: 'arn:aws:states:ap-northeast-2:000000000000:execution:reelgate-local-media-workflow:run',
  sourceUri: 's3://ingest/films/holiday.mp4',
  source: aSource(),
  reasons: [],
  renditions: [],
  verdict: null,
  findings: [],
  captions: [],
  timings: {},
  billableUnits: {},
  ...changes,
})

export const aJob = (changes: Partial<Job> = {}): Job => ({
  assetId: ASSET_ID,
  jobKey: 'transcode#0',
  kind: 'transcode',
  status: 'submitted',
  taskToken: 'token-of-the-state',
  providerJobId: 'job-1',
  openedAt: '2026-11-21T09:00:01.000Z',
  expiresAtSeconds: 2_000_000_000,
  ...changes,
})

/** Rekognition's notice of a job that has ended, as SNS hands it over. */
export const aNotice = (changes: Record<string, unknown> = {}): SNSEvent => {
  const notice = { JobId: 'job-1', Status: 'SUCCEEDED', JobTag: `${ASSET_ID}:0`, ...changes }
  return { Records: [{ Sns: { Message: JSON.stringify(notice) } }] } as SNSEvent
}

export const aReviewTask = (changes: Partial<ReviewTask> = {}): ReviewTask => ({
  taskId: `${ASSET_ID}-r0-escalated`,
  assetId: ASSET_ID,
  revision: 0,
  kind: 'escalated',
  state: 'open',
  line: 'first',
  version: 1,
  reasons: [{ code: 'violence', message: 'Violence, 80 % sure, 0:03-0:05' }],
  policyId: 'default',
  policyVersion: '1',
  categories: ['violence'],
  sourceUri: 's3://ingest/films/holiday.mp4',
  openedAt: '2026-11-21T09:00:00.000Z',
  dueAt: '2026-11-21T13:00:00.000Z',
  leaseSeconds: 900,
  secondLineSeconds: 86_400,
  onDeadline: 'quarantine',
  fourEyes: false,
  opinions: [],
  waitingLine: 'first',
  taskToken: 'token-of-the-state',
  ...changes,
})

export const aVerdict = (changes: Partial<Verdict> = {}): Verdict => ({
  decision: 'escalate',
  decidedBy: 'policy',
  decidedAt: '2026-11-21T09:00:00.000Z',
  policyId: 'default',
  policyVersion: '1',
  reasons: [],
  findingIds: [],
  ...changes,
})

export const aFinding = (changes: Partial<Finding> = {}): Finding => ({
  findingId: 'visual:violence/weapon-violence',
  detector: 'visual',
  category: 'violence',
  label: 'Weapon Violence',
  labelPath: ['Violence', 'Graphic Violence', 'Weapon Violence'],
  severity: 'high',
  confidence: 81,
  frameCount: 3,
  totalDurationMs: 2000,
  timeRanges: [{ startMs: 3000, endMs: 5000, confidence: 81 }],
  evidence: [],
  ...changes,
})
