// Made by schemas/generate.ts from the JSON Schemas beside it. Do not edit.

/**
 * Why it is held or unreadable.
 */
export type Reasons = Reason[]
/**
 * What was amiss with the file and has been put right or left out.
 *
 * @maxItems 100
 */
export type Warnings = CaptionWarning[]
/**
 * What it wants to hear of; `asset.*` is everything.
 *
 * @minItems 1
 */
export type EventTypes = [
  (
    | 'asset.*'
    | 'asset.published'
    | 'asset.rejected'
    | 'asset.quarantined'
    | 'asset.failed'
    | 'asset.captions-changed'
    | 'asset.stuck'
  ),
  ...(
    | 'asset.*'
    | 'asset.published'
    | 'asset.rejected'
    | 'asset.quarantined'
    | 'asset.failed'
    | 'asset.captions-changed'
    | 'asset.stuck'
  )[],
]
/**
 * Why a person is asked.
 */
export type Reasons1 = Reason[]
/**
 * What was found: categories of the deciding findings.
 *
 * Items: First level of the moderation taxonomy 7.0 of Rekognition, then what only text has.
 */
export type Categories = (
  | 'explicit'
  | 'non-explicit-nudity'
  | 'swimwear-or-underwear'
  | 'violence'
  | 'visually-disturbing'
  | 'drugs-and-tobacco'
  | 'alcohol'
  | 'rude-gestures'
  | 'gambling'
  | 'hate-symbols'
  | 'toxicity'
  | 'pii'
  | 'profanity'
)[]
/**
 * What people have said that did not decide it yet, the oldest first.
 */
export type Opinions = Opinion[]
/**
 * Categories that this detector cannot see.
 *
 * Items: First level of the moderation taxonomy 7.0 of Rekognition, then what only text has.
 */
export type NotCovered = (
  | 'explicit'
  | 'non-explicit-nudity'
  | 'swimwear-or-underwear'
  | 'violence'
  | 'visually-disturbing'
  | 'drugs-and-tobacco'
  | 'alcohol'
  | 'rude-gestures'
  | 'gambling'
  | 'hate-symbols'
  | 'toxicity'
  | 'pii'
  | 'profanity'
)[]
/**
 * The detector's names from the first level down.
 *
 * Items: One level.
 */
export type LabelPath = string[]
/**
 * Where it is, in order; the strongest when there are too many.
 */
export type TimeRanges = TimeRange[]
/**
 * Caption files whose names do not say whose they are; others are found by their names.
 *
 * @maxItems 100
 */
export type Captions = NamedCaptions[]
/**
 * Languages that may be spoken, as Amazon Transcribe names them, for instance `ko-KR`; without them it finds out.
 *
 * @minItems 1
 * @maxItems 5
 *
 * Items: One language.
 */
export type Languages =
  | [string]
  | [string, string]
  | [string, string, string]
  | [string, string, string, string]
  | [string, string, string, string, string]
/**
 * Why the outcome is what it is; empty for a published asset.
 */
export type Reasons2 = Reason[]
/**
 * Where, in order; the first ones where there are very many.
 *
 * @maxItems 1000
 */
export type Mentions = Mention[]
/**
 * Empty when nothing was found, or nobody looked.
 */
export type Findings = Finding[]
/**
 * What is counted, and in which unit.
 */
export type PricedItem =
  | 'mediaconvert-basic-minute'
  | 'mediaconvert-professional-minute'
  | 'rekognition-moderation-minute'
  | 'comprehend-unit'
  | 'comprehend-toxicity-unit'
  | 'transcribe-second'
  | 'lambda-request'
  | 'lambda-gb-second'
  | 'stepfunctions-transition'
  | 'dynamodb-write-unit'
  | 'dynamodb-read-unit'
  | 'sqs-fifo-request'
  | 'eventbridge-event'
  | 's3-put-request'
  | 's3-gb-month'
  | 'cloudfront-gb'
  | 'cloudfront-request'
/**
 * What a stage sets in serverless.yml; checked before anything is made.
 */
export type StageParameters = {
  /**
   * What starts the work: every video, or a video with its job file.
   */
  trigger?: 'video' | 'job-file'
  /**
   * How long a video waits for its job file.
   */
  jobFileDeadlineSeconds?: number
  /**
   * Transcode profile of videos whose job file names none: a file in lib/profiles.
   */
  defaultProfile?: string
  /**
   * Largest video that is taken; an object in S3 has 5 TiB at most.
   */
  maxSourceSizeBytes?: number
  /**
   * Longest video that is taken; Rekognition moderates 6 hours at most.
   */
  maxDurationSeconds?: number
  /**
   * Above this size a film goes in parts when it is uploaded through the API; one form carries 5 GiB at most.
   */
  uploadPartsAboveBytes?: number
  /**
   * Size of those parts; S3 takes 5 MiB to 5 GiB.
   */
  uploadPartBytes?: number
  /**
   * How long a form or an address is good; what is signed lives a week at most.
   */
  uploadLinkSeconds?: number
  /**
   * Web pages that upload, as origins with commas between.
   */
  consoleOrigins?: string
  /**
   * Whether uploads go through S3 Transfer Acceleration.
   */
  transferAcceleration?: 'on' | 'off'
  /**
   * How often MediaConvert tells its progress.
   */
  statusUpdateInterval?:
    | 'SECONDS_10'
    | 'SECONDS_12'
    | 'SECONDS_15'
    | 'SECONDS_20'
    | 'SECONDS_30'
    | 'SECONDS_60'
    | 'SECONDS_120'
    | 'SECONDS_180'
    | 'SECONDS_240'
    | 'SECONDS_300'
    | 'SECONDS_360'
    | 'SECONDS_420'
    | 'SECONDS_480'
    | 'SECONDS_540'
    | 'SECONDS_600'
  /**
   * Where webhooks may be registered: on the internet, or on this machine too.
   */
  webhookTargets?: 'public' | 'loopback'
  /**
   * What the assets of a month may cost together, in US dollars; 0 for no budget.
   */
  monthlyBudgetUsd?: number
  /**
   * How long an asset waits for a budget before it is rejected.
   */
  budgetDeadlineSeconds?: number
  /**
   * Whether what is said in a film without captions is transcribed.
   */
  transcribe?: 'off' | 'when-no-captions'
  /**
   * How long cookies for what is published are good.
   */
  playbackSeconds?: number
  /**
   * How long cookies of a reviewer are good.
   */
  previewSeconds?: number
  /**
   * What search stands on; opensearch is a collection of OpenSearch Serverless, for AWS only.
   */
  searchIndex?: 'dynamodb' | 'opensearch'
  /**
   * Whether the collection of searchIndex opensearch stands in more than one zone.
   */
  searchReplicas?: 'ENABLED' | 'DISABLED'
  /**
   * Which signing keys are known, the one that signs first.
   */
  playbackKeys?: 'a' | 'ab' | 'ba' | 'b'
  /**
   * Under which name playback is asked; loopback is for the local cloud only.
   */
  playbackHost?: 'cloudfront' | 'own-domain' | 'loopback'
  /**
   * The name that viewers ask, as video.example.com; needs playbackHost own-domain.
   */
  playbackDomain?: string
  /**
   * Certificate for playbackDomain in us-east-1, where CloudFront looks for it.
   */
  playbackCertificateArn?: string
  /**
   * The output PlaybackDistributionId, once it is known, so that the media key lets in no other; * before.
   */
  playbackDistributionId?: string
  /**
   * Web pages that play, as origins with commas between.
   */
  playerOrigins?: string
  /**
   * A domain that playback shares with its pages, or nothing; needs playbackHost own-domain.
   */
  cookieDomain?: string
  /**
   * When browsers send playback cookies to another site.
   */
  cookieSameSite?: 'Lax' | 'None'
  /**
   * Who is told of alarms by e-mail; empty for nobody.
   */
  alarmEmail?: string
  /**
   * Where the runbooks are that alarms point to: a path or an address, without the anchor.
   */
  runbooks?: string
  /**
   * Whether people may protect their sign-in with a second factor.
   */
  mfa?: 'OFF' | 'OPTIONAL' | 'ON'
  /**
   * When the source of a published film is deleted, as days behind its upload.
   */
  sourceTtl?: 'keep' | '30d' | '90d' | '180d' | '365d'
  /**
   * Web ACL in front of playback, made by deploy/web-acl.yml in us-east-1, or nothing.
   */
  webAclArn?: string
  /**
   * Method of the API Gateway before the key server, which MediaConvert may then ask, or nothing.
   */
  drmKeyServerArn?: string
}
/**
 * Given by the state "Read late captions".
 */
export type ReadLateCaptionsInput = CaptionFileChange | CaptionedRevision

export interface Schemas {
  AssetOutcome?: AssetOutcome
  AuditTrail?: AuditTrail
  CaptionQuery?: CaptionQuery
  CaptionReading?: CaptionReading
  CaptionReleaseRequest?: CaptionReleaseRequest
  ClaimNext?: ClaimNext
  PlaybackGrant?: PlaybackGrant
  Problem?: Problem
  RegisteredWebhook?: RegisteredWebhook
  ReleasedCaptions?: ReleasedCaptions
  ReopenedReview?: ReopenedReview
  ReviewDecision?: ReviewDecision
  ReviewDetail?: ReviewDetail
  ReviewList?: ReviewList
  ReviewQuery?: ReviewQuery
  ReviewSummary?: ReviewSummary
  SearchHit?: SearchHit
  SearchQuery?: SearchQuery
  SearchResults?: SearchResults
  StatedReason?: StatedReason
  UploadRequest?: UploadRequest
  Upload?: Upload
  WebhookList?: WebhookList
  WebhookRegistration?: WebhookRegistration
  WebhookTrial?: WebhookTrial
  Webhook?: Webhook
  Asset?: Asset
  BudgetCommitment?: BudgetCommitment
  CaptionInsights?: CaptionInsights
  CaptionTrack?: CaptionTrack
  Cue?: Cue
  Finding?: Finding
  Inspection?: Inspection
  JobFile?: JobFile
  Job?: Job
  ModerationReport?: ModerationReport
  ModerationRequest?: ModerationRequest
  ParkedAsset?: ParkedAsset
  Policy?: Policy
  PriceTable?: PriceTable
  Reason?: Reason
  Rendition?: Rendition
  ReviewAuditEntry?: ReviewAuditEntry
  ReviewTask?: ReviewTask
  Source?: Source
  TranscodeProfile?: TranscodeProfile
  Transcript?: Transcript
  UploadRecord?: UploadRecord
  Verdict?: Verdict
  WebhookEndpoint?: WebhookEndpoint
  AssetEvent?: AssetEvent
  AssetStuckEvent?: AssetStuckEvent
  ReviewAnnouncement?: ReviewAnnouncement
  ReviewTaskEvent?: ReviewTaskEvent
  WebhookDelivery?: WebhookDelivery
  WebhookEvent?: WebhookEvent
  WebhookNotice?: WebhookNotice
  StageParameters?: StageParameters
  AwaitBudgetInput?: AwaitBudgetInput
  AwaitJobFileInput?: AwaitJobFileInput
  CloseAssetInput?: CloseAssetInput
  CloseAssetOutput?: CloseAssetOutput
  DecideVerdictInput?: DecideVerdictInput
  DecideVerdictOutput?: DecideVerdictOutput
  InspectSourceInput?: InspectSourceInput
  InspectSourceOutput?: InspectSourceOutput
  OpenReviewInput?: OpenReviewInput
  OpenReviewOutput?: OpenReviewOutput
  PlanReviewInput?: PlanReviewInput
  PlanReviewOutput?: PlanReviewOutput
  ReadCaptionsInput?: ReadCaptionsInput
  ReadCaptionsOutput?: ReadCaptionsOutput
  ReadLateCaptionsInput?: ReadLateCaptionsInput
  ReadLateCaptionsOutput?: ReadLateCaptionsOutput
  RecheckModerationInput?: RecheckModerationInput
  RecheckModerationOutput?: RecheckModerationOutput
  ReleaseBudgetInput?: ReleaseBudgetInput
  ReleaseBudgetOutput?: ReleaseBudgetOutput
  SettleReviewInput?: SettleReviewInput
  SettleReviewOutput?: SettleReviewOutput
  SubmitTranscodeInput?: SubmitTranscodeInput
  SubmitTranscodeOutput?: SubmitTranscodeOutput
  SubmitTranscriptionInput?: SubmitTranscriptionInput
}
/**
 * How an asset stands after an act.
 */
export interface AssetOutcome {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Its outcome.
   */
  outcome: 'published' | 'quarantined'
}
/**
 * Every act on a review task and on its asset, the oldest first.
 */
export interface AuditTrail {
  /**
   * All of them.
   */
  entries: ReviewAuditEntry[]
}
/**
 * One act on a review task or an asset. Entries are written and read, never changed.
 */
export interface ReviewAuditEntry {
  /**
   * The review task, or the asset where no task is concerned.
   */
  subjectId: string
  /**
   * Moment and number; orders the entries of a subject.
   */
  entryKey: string
  /**
   * When, by the server's clock.
   */
  at: string
  /**
   * Name of the person; `system` where a clock or a fault has acted.
   */
  by: string
  /**
   * What was done.
   */
  act:
    | 'opened'
    | 'claimed'
    | 'renewed'
    | 'released'
    | 'lease-lost'
    | 'opinion'
    | 'decided'
    | 'passed-on'
    | 'escalated'
    | 'expired'
    | 'reopened'
    | 'withdrawn'
    | 'published'
    | 'captions-released'
  /**
   * Why, in the words of who did it.
   */
  reason?: string
  /**
   * What was said, in an opinion or a decision.
   */
  decision?: 'approve' | 'reject' | 'pass-on'
  /**
   * State before, for instance `first:claimed` or `published`.
   */
  from?: string
  /**
   * State after.
   */
  to: string
}
/**
 * Which cues to read.
 */
export interface CaptionQuery {
  /**
   * Number of the first cue; 0 when absent.
   */
  from?: string
}
/**
 * A caption track as whoever decides on it reads it: plain words, no markup. Whoever puts them on a page escapes them.
 */
export interface CaptionReading {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  track: ReadCaptionTrack
  /**
   * In order, as many as fit into one answer.
   */
  cues: ReadCue[]
  /**
   * Whether there are more cues behind these.
   */
  truncated: boolean
  /**
   * Number of the first of those: `from` of the next question.
   */
  next?: number
}
/**
 * The track as the record has it.
 */
export interface ReadCaptionTrack {
  /**
   * Unique in the asset: the language, then what is special, for instance `ko`, `pt-BR-sdh`, `en-forced`.
   */
  trackId: string
  /**
   * Canonical BCP 47 tag; `und` where nobody knows.
   */
  language: string
  /**
   * What a player's menu shows.
   */
  name: string
  /**
   * `captions` also tell of sounds, for who cannot hear them; `forced` ones are shown without being asked for.
   */
  kind: 'subtitles' | 'captions' | 'forced'
  /**
   * A file beside the source, a track within it, or a machine that listened.
   */
  origin: 'sidecar' | 'embedded' | 'transcribed'
  /**
   * Of a file beside the film.
   */
  fileName?: string
  /**
   * Of that object.
   */
  etag?: string
  /**
   * `published` is in the manifests; `held` waits for people and is not; of an `unreadable` one nothing could be used.
   */
  state: 'published' | 'held' | 'unreadable'
  reasons?: Reasons
  released?: CaptionRelease
  /**
   * Cues that were kept.
   */
  cueCount: number
  warnings: Warnings
  /**
   * Whether personal data were made unreadable in what is published.
   */
  masked?: boolean
  /**
   * When this track was last read.
   */
  updatedAt: string
}
/**
 * Why an asset ended as it did, in words for a person and a code for a program.
 */
export interface Reason {
  /**
   * Stable name of the reason, for instance `not-a-video`.
   */
  code: string
  /**
   * One sentence that a person who uploaded the file understands.
   */
  message: string
  /**
   * The field of the job file at fault, as a JSON pointer.
   */
  field?: string
}
/**
 * Who lets a held track pass, and why. It is for the words of this very file: another one in its place is judged anew.
 */
export interface CaptionRelease {
  /**
   * Name of the person.
   */
  by: string
  /**
   * When, by the server's clock.
   */
  at: string
  /**
   * In their words.
   */
  reason: string
}
/**
 * Something amiss in a caption file.
 */
export interface CaptionWarning {
  /**
   * Stable name, for instance `cue-without-length`.
   */
  code: string
  /**
   * One sentence for who made the file.
   */
  message: string
  /**
   * Line of the file, from 1.
   */
  line?: number
}
/**
 * What is said, and what was found in it.
 */
export interface ReadCue {
  /**
   * Appears, counted from the begin of the film.
   */
  startMs: number
  /**
   * Disappears; always after `startMs`.
   */
  endMs: number
  /**
   * Who speaks in it, as its file says; players may show these names.
   */
  voices?: string[]
  /**
   * Plain words without any markup; lines parted by `\n`. Not escaped: whoever puts it on a page escapes it.
   */
  text: string
  /**
   * What a detector or a rule sees in it, the surest first.
   */
  found: FoundInCue[]
}
/**
 * What was found.
 */
export interface FoundInCue {
  /**
   * Of the policy.
   */
  category: 'pii' | 'toxicity' | 'profanity'
  /**
   * The detector's word, for instance `EMAIL` or `INSULT`.
   */
  label: string
  /**
   * From 0 to 1.
   */
  score: number
}
/**
 * Lets a held caption track pass.
 */
export interface CaptionReleaseRequest {
  /**
   * Why, in words for whoever asks later.
   */
  reason: string
  /**
   * Of the file that was read, as `GET` tells it: then no other one is released.
   */
  etag?: string
  /**
   * Of the asset whose track was read, as `GET` tells it: then nothing is released that a new processing has found.
   */
  revision?: number
}
/**
 * Which line to work for.
 */
export interface ClaimNext {
  /**
   * `first` are reviewers, `second` operators.
   */
  line?: 'first' | 'second'
}
/**
 * Where one asset is played. The right to play comes beside it: signed cookies for these addresses and no others.
 */
export interface PlaybackGrant {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * It is not published: this is for those who decide on it.
   */
  isPreview: boolean
  streams: Playback
  /**
   * When the cookies end. Ask again before.
   */
  expiresAt: string
}
/**
 * Where to play it.
 */
export interface Playback {
  /**
   * Multivariant playlist.
   */
  hlsUrl: string
  /**
   * DASH manifest.
   */
  dashUrl: string
  /**
   * File for download.
   */
  mp4Url?: string
  /**
   * WebVTT index of the sprite sheet.
   */
  thumbnailsUrl?: string
}
/**
 * Why a request was refused (RFC 9457).
 */
export interface Problem {
  /**
   * What happened, in a few words.
   */
  title: string
  /**
   * HTTP status.
   */
  status: number
  /**
   * Stable name for programs.
   */
  code: string
  /**
   * One sentence for people.
   */
  detail: string
}
/**
 * A new endpoint with its secret, which is told this once.
 */
export interface RegisteredWebhook {
  webhook: Webhook
  /**
   * The key of the signatures; the text as it stands, not decoded.
   */
  secret: string
}
/**
 * A registered endpoint as operators see it.
 */
export interface Webhook {
  /**
   * Given when it is registered.
   */
  endpointId: string
  /**
   * Where events are posted.
   */
  url: string
  eventTypes: EventTypes
  /**
   * `disabled`: it has answered 410, and nothing is sent until an operator enables it.
   */
  state: 'enabled' | 'disabled'
  /**
   * Who registered it.
   */
  createdBy: string
  /**
   * When it was registered.
   */
  createdAt: string
  /**
   * When it answered 410.
   */
  disabledAt?: string
  /**
   * When it last took an event.
   */
  lastDeliveredAt?: string
  /**
   * When it last did not.
   */
  lastFailedAt?: string
  /**
   * What happened then.
   */
  lastFailure?: string
  /**
   * Attempts since it last took an event.
   */
  failuresInRow: number
}
/**
 * A track that somebody lets pass.
 */
export interface ReleasedCaptions {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Unique in the asset: the language, then what is special, for instance `ko`, `pt-BR-sdh`, `en-forced`.
   */
  trackId: string
  /**
   * `held` until the workflow has published it, in a moment.
   */
  state: 'held' | 'published'
  released: CaptionRelease
}
/**
 * The review that an appeal has started.
 */
export interface ReopenedReview {
  /**
   * The asset.
   */
  assetId: string
  /**
   * The task that opens in a moment.
   */
  taskId: string
}
/**
 * What a person decides on a review task that is claimed.
 */
export interface ReviewDecision {
  /**
   * `pass-on` leaves it to the second line.
   */
  decision: 'approve' | 'reject' | 'pass-on'
  /**
   * Why, in words for whoever asks later.
   */
  reason: string
}
/**
 * A review task with what is needed to decide it.
 */
export interface ReviewDetail {
  review: ReviewSummary
  opinions: Opinions
  asset?: ReviewedAsset
}
/**
 * A review task as everybody with a role may see it.
 */
export interface ReviewSummary {
  /**
   * Name of the execution of the review workflow that asks.
   */
  taskId: string
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Asked by the policy, or by an operator about a quarantined asset.
   */
  kind: 'escalated' | 'appeal'
  /**
   * As it is now: a task whose lease was lost is open.
   */
  state: 'open' | 'claimed' | 'decided' | 'expired'
  /**
   * `first` are reviewers, `second` operators.
   */
  line: 'first' | 'second'
  reasons: Reasons1
  categories: Categories
  /**
   * `s3://bucket/key` of the source.
   */
  sourceUri: string
  /**
   * Title of the asset.
   */
  title?: string
  /**
   * Length of the film.
   */
  durationMs?: number
  /**
   * When it was opened for the first line.
   */
  openedAt: string
  /**
   * Until when this line may decide.
   */
  dueAt: string
  /**
   * Whether two people must have looked.
   */
  fourEyes: boolean
  /**
   * Who asked, in an appeal.
   */
  requestedBy?: string
  /**
   * The policy that asked.
   */
  policyId: string
  /**
   * Its version.
   */
  policyVersion: string
  /**
   * Who holds it.
   */
  claimedBy?: string
  /**
   * Since when.
   */
  claimedAt?: string
  /**
   * Until when, unless renewed.
   */
  leaseUntil?: string
  decision?: TaskDecision
}
/**
 * What was decided, once it is.
 */
export interface TaskDecision {
  /**
   * What.
   */
  decision: 'approve' | 'reject'
  /**
   * In which role.
   */
  decidedBy: 'reviewer' | 'operator' | 'deadline'
  /**
   * Name of the person.
   */
  by?: string
  /**
   * Why.
   */
  reason: string
  /**
   * When.
   */
  at: string
}
export interface Opinion {
  /**
   * Who.
   */
  by: string
  /**
   * What.
   */
  decision: 'approve' | 'reject' | 'pass-on'
  /**
   * Why.
   */
  reason: string
  /**
   * `first` are reviewers, `second` operators.
   */
  line: 'first' | 'second'
  /**
   * When.
   */
  at: string
}
/**
 * The asset as it is now; absent when a newer revision has taken over.
 */
export interface ReviewedAsset {
  /**
   * Title.
   */
  title?: string
  /**
   * Tags.
   *
   * Items: One tag.
   */
  tags?: string[]
  /**
   * `s3://bucket/key` of the source.
   */
  sourceUri: string
  /**
   * Length of the film.
   */
  durationMs?: number
  /**
   * Absent while the asset is under way.
   */
  outcome?: 'published' | 'rejected' | 'quarantined' | 'failed'
  /**
   * The decision on publication; null until there is one. While the asset is processed again it is the one made before.
   */
  verdict: Verdict | null
  moderation?: ModerationSummary
  playback?: Playback
  /**
   * What detectors found.
   */
  findings: ShownFinding[]
}
/**
 * A decision on publication: who made it, by which policy, and why.
 */
export interface Verdict {
  /**
   * `escalate` asks people.
   */
  decision: 'approve' | 'reject' | 'escalate'
  /**
   * `deadline` when nobody answered in time.
   */
  decidedBy: 'policy' | 'reviewer' | 'operator' | 'deadline'
  /**
   * Name of the person.
   */
  by?: string
  /**
   * When.
   */
  decidedAt: string
  /**
   * Which policy.
   */
  policyId: string
  /**
   * Its version.
   */
  policyVersion: string
  /**
   * The detector's model, where one looked.
   */
  modelVersion?: string
  /**
   * Why.
   */
  reasons: Reason[]
  /**
   * The findings that decided.
   *
   * Items: One of them.
   */
  findingIds: string[]
  /**
   * The review task, where people decided.
   */
  taskId?: string
}
/**
 * Who looked at the pictures, and what that one cannot see.
 */
export interface ModerationSummary {
  /**
   * Whether the whole content was seen.
   */
  looked: boolean
  /**
   * The detector's model.
   */
  modelVersion?: string
  notCovered?: NotCovered
  reason?: Reason
}
export interface ShownFinding {
  /**
   * Unique for the asset: detector and label, for instance `visual:explicit/exposed-nipple`.
   */
  findingId: string
  /**
   * Who found it.
   */
  detector: 'visual' | 'captions'
  /**
   * First level of the moderation taxonomy 7.0 of Rekognition, then what only text has.
   */
  category:
    | 'explicit'
    | 'non-explicit-nudity'
    | 'swimwear-or-underwear'
    | 'violence'
    | 'visually-disturbing'
    | 'drugs-and-tobacco'
    | 'alcohol'
    | 'rude-gestures'
    | 'gambling'
    | 'hate-symbols'
    | 'toxicity'
    | 'pii'
    | 'profanity'
  /**
   * The detector's own name, at its deepest level.
   */
  label: string
  labelPath: LabelPath
  /**
   * How grave the kind of content is, whatever the confidence.
   */
  severity: 'low' | 'medium' | 'high' | 'critical'
  /**
   * The highest of all samples, in percent.
   */
  confidence: number
  /**
   * Samples (for text: cues) that showed it.
   */
  frameCount: number
  /**
   * Sum of the time ranges, also of those left out.
   */
  totalDurationMs: number
  timeRanges: TimeRanges
  /**
   * Where to look first.
   */
  evidence: ShownEvidence[]
}
export interface TimeRange {
  /**
   * Begin.
   */
  startMs: number
  /**
   * End.
   */
  endMs: number
  /**
   * The highest within, in percent.
   */
  confidence: number
  /**
   * Samples (for text: cues) within; a policy may ask for so many of them at its confidence.
   */
  frameCount?: number
}
export interface ShownEvidence {
  /**
   * Begin.
   */
  startMs: number
  /**
   * End.
   */
  endMs: number
  /**
   * Picture of the moment; the address is good for five minutes.
   */
  frameUrl?: string
  /**
   * True when there should be a picture and it is gone.
   */
  frameMissing?: boolean
  /**
   * The words of the cue.
   */
  text?: string
}
/**
 * Review tasks, the most urgent first.
 */
export interface ReviewList {
  /**
   * One page.
   */
  reviews: ReviewSummary[]
  /**
   * For the next page; absent on the last.
   */
  cursor?: string
}
/**
 * Which review tasks to list.
 */
export interface ReviewQuery {
  /**
   * `open` when absent; tasks whose lease was lost are open.
   */
  state?: 'open' | 'claimed' | 'decided' | 'expired'
  /**
   * `first` are reviewers, `second` operators.
   */
  line?: 'first' | 'second'
  /**
   * How many at most, 1 to 100; 25 when absent.
   */
  limit?: string
  /**
   * From the answer before.
   */
  cursor?: string
}
/**
 * An asset in which everything that was asked for is found, and where.
 */
export interface SearchHit {
  /**
   * Derived from bucket, key and version of the source.
   */
  assetId: string
  /**
   * The title, or the name of the file where the job file gives none.
   */
  title: string
  /**
   * Viewers find published assets only.
   */
  outcome: 'published' | 'quarantined'
  /**
   * When the upload was taken in.
   */
  registeredAt: string
  /**
   * Length of the film.
   */
  durationMs?: number
  /**
   * Where it is found: at most five, the best places first.
   */
  places: SearchPlace[]
}
/**
 * A place where something of what was asked for is found.
 */
export interface SearchPlace {
  /**
   * `entity`: somebody or something that the captions name often. `category`: what moderation found.
   */
  field: 'title' | 'tag' | 'entity' | 'category' | 'caption'
  /**
   * What stands there; at most 500 characters. Not escaped: whoever puts it on a page escapes it.
   */
  text: string
  /**
   * Unique in the asset: the language, then what is special, for instance `ko`, `pt-BR-sdh`, `en-forced`.
   */
  trackId?: string
  /**
   * Canonical BCP 47 tag; `und` where nobody knows.
   */
  language?: string
  /**
   * When the cue appears, counted from the begin of the film.
   */
  startMs?: number
  /**
   * When the cue disappears.
   */
  endMs?: number
}
/**
 * What to look for.
 */
export interface SearchQuery {
  /**
   * Words that must all be found, the last one also as the beginning of a word; phrases in quotes. At most 200 characters and 12 words.
   */
  q: string
  /**
   * How many assets at most, 1 to 50; 10 when absent.
   */
  limit?: string
  /**
   * From the answer before, for the same `q`.
   */
  cursor?: string
}
/**
 * Assets in which everything that was asked for is found.
 */
export interface SearchResults {
  /**
   * One page; may be shorter than asked for, or empty, while there is a cursor.
   */
  hits: SearchHit[]
  /**
   * For the next page; absent on the last.
   */
  cursor?: string
  /**
   * False where every word is so common that not all assets were looked at: another word helps.
   */
  isWhole: boolean
}
/**
 * An act that needs a reason.
 */
export interface StatedReason {
  /**
   * Why, in words for whoever asks later.
   */
  reason: string
}
/**
 * A film that somebody wants to upload.
 */
export interface UploadRequest {
  /**
   * Its name, without a folder.
   */
  fileName: string
  /**
   * Its exact size.
   */
  sizeBytes: number
  /**
   * Its media type; without it the name tells.
   */
  contentType?: string
  job?: JobFile
  /**
   * Caption files that go along with it.
   *
   * @maxItems 100
   */
  captions?: AnnouncedCaptions[]
}
/**
 * A file `<name>.job.json` beside a source: what its owner wants to be done with it and known about it.
 */
export interface JobFile {
  /**
   * File name of the source beside this file; without it the source is found by its name.
   */
  source?: string
  /**
   * Title shown to people.
   */
  title?: string
  /**
   * Tags to find the asset by.
   *
   * @maxItems 50
   *
   * Items: One tag.
   */
  tags?: string[]
  /**
   * Anything else, kept as it is. At most 16 levels deep and 64 KB.
   */
  metadata?: {
    [k: string]: unknown
  }
  /**
   * Name of the transcode profile.
   */
  profile?: string
  /**
   * Name of the policy that decides on publication; without it the default one.
   */
  policy?: string
  options?: JobOptions
  /**
   * Language of the film as a BCP 47 tag; its captions come first in a player's menu.
   */
  language?: string
  captions?: Captions
  /**
   * Whether captions are made by machine from what is said: always, never, or with choices; without it the stage decides.
   */
  transcribe?: boolean | TranscribeOptions
}
/**
 * Choices for this asset only.
 */
export interface JobOptions {
  /**
   * No rung with a shorter side above this many pixels.
   */
  maxHeightPx?: number
  /**
   * Whether an MP4 for download is made.
   */
  mp4?: boolean
  /**
   * Whether thumbnails and a sprite sheet are made.
   */
  thumbnails?: boolean
}
/**
 * One caption file.
 */
export interface NamedCaptions {
  /**
   * File name beside the source.
   */
  file: string
  /**
   * BCP 47 tag; without it the language is detected.
   */
  language?: string
  /**
   * What a player's menu shows.
   */
  name?: string
  /**
   * `captions` also tell of sounds, for who cannot hear them; `forced` ones are shown without being asked for.
   */
  kind?: 'subtitles' | 'captions' | 'forced'
}
/**
 * What helps the machine that listens.
 */
export interface TranscribeOptions {
  languages?: Languages
  /**
   * Name of a custom vocabulary; it needs exactly one language.
   */
  vocabulary?: string
}
/**
 * One caption file.
 */
export interface AnnouncedCaptions {
  /**
   * Its name, without a folder.
   */
  fileName: string
  /**
   * Its exact size.
   */
  sizeBytes: number
}
/**
 * An upload as it stands, with what is needed to go on with it.
 */
export interface Upload {
  /**
   * The upload.
   */
  uploadId: string
  /**
   * `open` while the film is not there as a whole.
   */
  state: 'open' | 'received'
  /**
   * Name of the film.
   */
  fileName: string
  /**
   * Size of the film.
   */
  sizeBytes: number
  /**
   * Media type of the film.
   */
  contentType: string
  /**
   * What is unfinished then is thrown away.
   */
  expiresAt: string
  /**
   * The forms and addresses here end then, or earlier with the session of who signed them; ask again for fresh ones.
   */
  linksExpireAt?: string
  form?: UploadForm
  parts?: UploadParts
  /**
   * Forms of the caption files that are not there yet. They go before the film.
   */
  captions?: CaptionForm[]
  asset?: UploadedAsset
}
/**
 * A form to be posted as multipart/form-data: every field as it is here, then the file as `file`.
 */
export interface UploadForm {
  /**
   * Where it is posted.
   */
  url: string
  /**
   * Its fields; none may be changed or added.
   */
  fields: {
    [k: string]: string
  }
}
/**
 * Of a film that goes in parts: what is there, and where the next ones go.
 */
export interface UploadParts {
  /**
   * Size of each part but the last.
   */
  partSizeBytes: number
  /**
   * How many parts there are.
   */
  partCount: number
  /**
   * How many of them are there.
   */
  receivedCount: number
  /**
   * How much of the film is there.
   */
  receivedBytes: number
  /**
   * The next parts that are not there, at most 100; when they are sent, ask again.
   */
  missing: MissingPart[]
}
/**
 * One part. Its bytes are put to the address with exactly this length.
 */
export interface MissingPart {
  /**
   * From 1 on.
   */
  partNumber: number
  /**
   * Where it begins in the file.
   */
  startByte: number
  /**
   * Its length.
   */
  sizeBytes: number
  /**
   * Where it is put.
   */
  url: string
}
/**
 * One caption file.
 */
export interface CaptionForm {
  /**
   * Its name.
   */
  fileName: string
  form: UploadForm
}
/**
 * What the film became, as soon as it is registered.
 */
export interface UploadedAsset {
  /**
   * Derived from bucket, key and version of the source.
   */
  assetId: string
  /**
   * 0 for the first processing; a reprocessing has a greater one and its own output prefix.
   */
  revision: number
  /**
   * Absent while the asset is under way.
   */
  outcome?: 'published' | 'rejected' | 'quarantined' | 'failed'
  reasons: Reasons2
}
/**
 * Every registered endpoint, the oldest first.
 */
export interface WebhookList {
  /**
   * All of them.
   */
  webhooks: Webhook[]
}
/**
 * An endpoint to be registered.
 */
export interface WebhookRegistration {
  /**
   * Where events are posted.
   */
  url: string
  eventTypes?: EventTypes
}
/**
 * How an endpoint took an event `webhook.test`.
 */
export interface WebhookTrial {
  /**
   * Whether it answered with a status from 200 to 299.
   */
  delivered: boolean
  /**
   * Id of the event that was sent.
   */
  eventId: string
  /**
   * Its answer; absent when there was none.
   */
  status?: number
  /**
   * Why it was not delivered.
   */
  problem?: string
  /**
   * How long it took.
   */
  durationMs: number
}
/**
 * The managed thing: one version of one uploaded video, from its upload to its outcome.
 */
export interface Asset {
  /**
   * Derived from bucket, key and version of the source.
   */
  assetId: string
  /**
   * 0 for the first processing; a reprocessing has a greater one and its own output prefix.
   */
  revision: number
  /**
   * When the upload was taken in.
   */
  registeredAt: string
  /**
   * Month of `registeredAt`, by which assets are listed.
   */
  registeredMonth: string
  /**
   * The processing that was found to be stuck, and told of.
   */
  stuckRevision?: number
  /**
   * The execution of the media workflow that works, or worked, on it.
   */
  executionArn: string
  /**
   * `s3://bucket/key` of the source.
   */
  sourceUri: string
  source: Source
  /**
   * Title from the job file.
   */
  title?: string
  /**
   * Tags from the job file.
   *
   * Items: One tag.
   */
  tags?: string[]
  /**
   * Further metadata from the job file.
   */
  metadata?: {
    [k: string]: unknown
  }
  /**
   * Name of the transcode profile used.
   */
  profile?: string
  /**
   * Name of the policy from the job file; absent for the default one.
   */
  policy?: string
  options?: JobOptions
  inspection?: Inspection
  /**
   * Absent while the asset is under way.
   */
  outcome?: 'published' | 'rejected' | 'quarantined' | 'failed'
  reasons: Reasons2
  /**
   * From the smallest to the largest.
   */
  renditions: Rendition[]
  playback?: Playback
  /**
   * The decision on publication; null until there is one. While the asset is processed again it is the one made before.
   */
  verdict: Verdict | null
  /**
   * Verdicts that count no more, or never did because a person's word holds; the oldest first.
   */
  verdictHistory?: Verdict[]
  moderation?: ModerationSummary
  /**
   * What detectors found; empty until moderation looks.
   */
  findings: Finding[]
  /**
   * Caption tracks in the order of the player's menu; empty until captions are read.
   */
  captions: CaptionTrack[]
  /**
   * Counts the changes of `captions`, so that two who change them at once both succeed; absent before the first.
   */
  captionsVersion?: number
  captionWishes?: CaptionWishes
  transcript?: Transcript
  timings: Timings
  billableUnits: BillableUnits
}
/**
 * The uploaded bytes of an asset, as the storage event names them.
 */
export interface Source {
  /**
   * Name of the ingest bucket.
   */
  bucket: string
  /**
   * The raw object key, never URL-encoded.
   */
  key: string
  /**
   * Entity tag of the object, without quotes.
   */
  etag: string
  /**
   * Size of the object.
   */
  sizeBytes: number
  /**
   * Object version, where the bucket keeps versions.
   */
  versionId?: string
  /**
   * Order of events of one key, as hexadecimal digits.
   */
  sequencer?: string
}
/**
 * What was found out about a source before any money is spent on it.
 */
export interface Inspection {
  /**
   * Container by its content, not by its suffix.
   */
  container:
    | 'mp4'
    | 'quicktime'
    | 'matroska'
    | 'webm'
    | 'mxf'
    | 'wave'
    | 'avi'
    | 'mpegts'
    | 'mpegps'
    | 'flv'
    | 'asf'
    | 'ogg'
  /**
   * Size of the source.
   */
  sizeBytes: number
  /**
   * Duration of the longest track.
   */
  durationMs: number
  video: VideoTrack
  /**
   * Audio tracks in the order of the container; empty for a silent film.
   */
  audioTracks: AudioTrack[]
  /**
   * Caption tracks inside the source that MediaConvert can read, at most 100, in the order of the container; absent where there are none.
   */
  captionTracks?: EmbeddedCaptionTrack[]
  /**
   * What of the source is left out, for instance captions that nobody can read; absent where nothing is.
   */
  warnings?: Reason[]
}
/**
 * The first decodable video track.
 */
export interface VideoTrack {
  /**
   * Codec as MediaConvert Probe names it, for instance `AVC`.
   */
  codec: string
  /**
   * Width as displayed: after rotation, in square pixels.
   */
  widthPx: number
  /**
   * Height as displayed: after rotation, in square pixels.
   */
  heightPx: number
  /**
   * Clockwise rotation a player applies; 0 where the container states none.
   */
  rotationDegrees: 0 | 90 | 180 | 270
  frameRate: FrameRate
  /**
   * Bits per sample.
   */
  bitDepth: number
  /**
   * Transfer characteristics of the track.
   */
  dynamicRange: 'SDR' | 'HDR10' | 'HLG'
  /**
   * Progressive unless the track says interlaced.
   */
  scan: 'progressive' | 'interlaced'
  /**
   * Bit rate, where the container tells it.
   */
  bitrateBps?: number
  /**
   * Duration of this track, where the container tells it; sound may last longer.
   */
  durationMs?: number
}
/**
 * Frames a second as a fraction.
 */
export interface FrameRate {
  /**
   * Frames.
   */
  numerator: number
  /**
   * Seconds.
   */
  denominator: number
}
/**
 * One audio track.
 */
export interface AudioTrack {
  /**
   * Position among the audio tracks, from 1.
   */
  trackNumber: number
  /**
   * Codec as MediaConvert Probe names it, for instance `AAC`.
   */
  codec: string
  /**
   * Number of channels.
   */
  channels: number
  /**
   * Samples a second.
   */
  sampleRateHz: number
  /**
   * ISO 639-2 code, where the container tells it.
   */
  languageCode?: string
}
/**
 * One caption track inside the source.
 */
export interface EmbeddedCaptionTrack {
  /**
   * Position among the caption tracks that can be read, from 1.
   */
  trackNumber: number
  /**
   * Position among all tracks of the source, from 1; absent where the numbers of the tracks say something else.
   */
  streamNumber?: number
  /**
   * 3GPP timed text, the captions of MP4 and QuickTime films.
   */
  format: 'tx3g'
  /**
   * Canonical BCP 47 tag by what the container says, which need not be true; absent where it says nothing that is a language.
   */
  language?: string
  /**
   * Whether all its cues are to be shown without being asked for; absent is no.
   */
  isForced?: boolean
}
/**
 * A rung made real.
 */
export interface Rendition {
  /**
   * Name of the rung, for instance `1080p`.
   */
  name: string
  /**
   * Width of the picture.
   */
  widthPx: number
  /**
   * Height of the picture.
   */
  heightPx: number
  /**
   * Peak bit rate as the multivariant playlist states it.
   */
  bitrateBps: number
  /**
   * Codec string of RFC 6381, for instance `avc1.640028`.
   */
  codec: string
}
/**
 * What a detector saw or read, in our words: what it is, how grave, how sure, and where to look.
 */
export interface Finding {
  /**
   * Unique for the asset: detector and label, for instance `visual:explicit/exposed-nipple`.
   */
  findingId: string
  /**
   * Who found it.
   */
  detector: 'visual' | 'captions'
  /**
   * First level of the moderation taxonomy 7.0 of Rekognition, then what only text has.
   */
  category:
    | 'explicit'
    | 'non-explicit-nudity'
    | 'swimwear-or-underwear'
    | 'violence'
    | 'visually-disturbing'
    | 'drugs-and-tobacco'
    | 'alcohol'
    | 'rude-gestures'
    | 'gambling'
    | 'hate-symbols'
    | 'toxicity'
    | 'pii'
    | 'profanity'
  /**
   * The detector's own name, at its deepest level.
   */
  label: string
  labelPath: LabelPath
  /**
   * How grave the kind of content is, whatever the confidence.
   */
  severity: 'low' | 'medium' | 'high' | 'critical'
  /**
   * The highest of all samples, in percent.
   */
  confidence: number
  /**
   * Samples (for text: cues) that showed it.
   */
  frameCount: number
  /**
   * Sum of the time ranges, also of those left out.
   */
  totalDurationMs: number
  timeRanges: TimeRanges
  /**
   * Where a person looks first: the strongest ranges.
   */
  evidence: Evidence[]
}
export interface Evidence {
  /**
   * Begin.
   */
  startMs: number
  /**
   * End.
   */
  endMs: number
  /**
   * Object in the media bucket that shows the moment.
   */
  frameKey?: string
  /**
   * The words of the cue.
   */
  text?: string
}
/**
 * Captions of one asset in one language and of one kind.
 */
export interface CaptionTrack {
  /**
   * Unique in the asset: the language, then what is special, for instance `ko`, `pt-BR-sdh`, `en-forced`.
   */
  trackId: string
  /**
   * Canonical BCP 47 tag; `und` where nobody knows.
   */
  language: string
  /**
   * What a player's menu shows.
   */
  name: string
  /**
   * `captions` also tell of sounds, for who cannot hear them; `forced` ones are shown without being asked for.
   */
  kind: 'subtitles' | 'captions' | 'forced'
  /**
   * Whether a player shows it unless told otherwise; absent is no.
   */
  isDefault?: boolean
  source: CaptionSource
  /**
   * `published` is in the manifests; `held` waits for people and is not; of an `unreadable` one nothing could be used.
   */
  state: 'published' | 'held' | 'unreadable'
  reasons?: Reasons
  released?: CaptionRelease
  /**
   * Cues that were kept.
   */
  cueCount: number
  warnings: Warnings
  /**
   * The whole track as WebVTT, in the media bucket.
   */
  vttKey?: string
  /**
   * HLS playlist of its segments, in the media bucket.
   */
  playlistKey?: string
  /**
   * What was understood of it, in the media bucket.
   */
  insightsKey?: string
  /**
   * Whether personal data were made unreadable in what is published.
   */
  masked?: boolean
  insights?: CaptionSummary
  /**
   * When this track was last read.
   */
  updatedAt: string
}
/**
 * Where the track comes from.
 */
export interface CaptionSource {
  /**
   * A file beside the source, a track within it, or a machine that listened.
   */
  origin: 'sidecar' | 'embedded' | 'transcribed'
  /**
   * What was read.
   */
  format?: 'webvtt' | 'srt' | 'ttml'
  /**
   * Object that was read: of the ingest bucket for a sidecar, else of the media bucket.
   */
  key?: string
  /**
   * Of that object.
   */
  etag?: string
  /**
   * Of the event that brought it: a greater one is newer, once the shorter of two is filled up with zeros on its right.
   */
  sequencer?: string
}
/**
 * What a list of assets shows of a track.
 */
export interface CaptionSummary {
  /**
   * The language it is mostly in, as heard; `und` where nobody could tell.
   */
  language: string
  sentiment?: SentimentShares
  /**
   * The ten most often mentioned.
   */
  topEntities: TopEntity[]
  /**
   * The ten most often said.
   *
   * Items: As it is written most often.
   */
  keyPhrases: string[]
  /**
   * Kinds of personal data that are said.
   *
   * Items: As in `pii`.
   */
  piiTypes: string[]
  /**
   * Whether anything toxic is said.
   */
  isToxic: boolean
}
/**
 * Together 1, as far as rounding allows.
 */
export interface SentimentShares {
  /**
   * From 0 to 1.
   */
  positive: number
  /**
   * From 0 to 1.
   */
  negative: number
  /**
   * From 0 to 1.
   */
  neutral: number
  /**
   * From 0 to 1.
   */
  mixed: number
}
export interface TopEntity {
  /**
   * As it is written most often.
   */
  text: string
  /**
   * Comprehend's type.
   */
  type: string
  /**
   * How often.
   */
  count: number
}
/**
 * What the job file says of captions.
 */
export interface CaptionWishes {
  /**
   * Language of the film as a BCP 47 tag; its captions come first in a player's menu.
   */
  language?: string
  files?: Captions
}
/**
 * What the state "Transcribe" is answered: the captions a machine made, or why there are none.
 */
export interface Transcript {
  /**
   * WebVTT file in the media bucket.
   */
  key?: string
  /**
   * BCP 47 tag of what was heard.
   */
  language?: string
  reason?: Reason
}
/**
 * When each stage ended.
 */
export interface Timings {
  /**
   * Source inspected.
   */
  inspectedAt?: string
  /**
   * Began to wait for a budget.
   */
  parkedAt?: string
  /**
   * Job handed to MediaConvert.
   */
  transcodeSubmittedAt?: string
  /**
   * Job complete.
   */
  transcodedAt?: string
  /**
   * Pictures looked at.
   */
  moderatedAt?: string
  /**
   * Captions read.
   */
  captionsReadAt?: string
  /**
   * Policy applied.
   */
  decidedAt?: string
  /**
   * Outcome reached.
   */
  closedAt?: string
  /**
   * From registration to outcome.
   */
  totalMs?: number
}
/**
 * What was used of each priced service, in the names of docs/cost.md.
 */
export interface BillableUnits {
  [k: string]: number
}
/**
 * What a processing of an asset takes of the budget of its month.
 */
export interface BudgetCommitment {
  /**
   * `asset#<assetId>`.
   */
  scope: string
  /**
   * `r<revision>`.
   */
  entry: string
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Which budget, in UTC.
   */
  month: string
  /**
   * As it was reckoned at its inspection.
   */
  estimateUsd: number
  /**
   * By what it has used; it counts instead of the estimate from then on.
   */
  actualUsd?: number
  /**
   * When it was taken.
   */
  committedAt: string
  /**
   * When the estimate was corrected.
   */
  settledAt?: string
  /**
   * Whether an operator let it go on though it did not fit.
   */
  waived?: boolean
  /**
   * Epoch seconds after which it may be forgotten.
   */
  expiresAtSeconds: number
}
/**
 * What was understood of one caption track, with where in the film it is said.
 */
export interface CaptionInsights {
  /**
   * Whose track it is.
   */
  assetId: string
  /**
   * Which processing of the asset.
   */
  revision: number
  /**
   * Which track.
   */
  trackId: string
  summary: CaptionSummary
  /**
   * Languages heard, the most frequent first.
   */
  languages: HeardLanguage[]
  /**
   * Stretches of cues that were read together, in order.
   */
  sentiment: SentimentStretch[]
  /**
   * The most often mentioned first.
   */
  entities: CaptionEntity[]
  /**
   * The most often said first.
   */
  keyPhrases: CaptionKeyPhrase[]
  /**
   * Personal data by type. The data themselves are never repeated here.
   */
  pii: CaptionPii[]
  /**
   * Where something toxic is said, in order.
   */
  toxicity: ToxicStretch[]
  /**
   * Strong language by kind, found by rules where no service reads the language.
   */
  profanity: CaptionProfanity[]
  /**
   * The film in equal parts: mood and mentions by time.
   */
  timeline: TimelinePart[]
  /**
   * What was not looked at, and why.
   */
  notes: Reason[]
}
export interface HeardLanguage {
  /**
   * BCP 47 tag.
   */
  language: string
  /**
   * Part of the looked-at text, weighted by how sure the detector is.
   */
  share: number
}
export interface SentimentStretch {
  /**
   * Counted from the begin of the film.
   */
  startMs: number
  /**
   * Counted from the begin of the film.
   */
  endMs: number
  /**
   * The strongest.
   */
  sentiment: 'positive' | 'negative' | 'neutral' | 'mixed'
  scores: SentimentShares
}
export interface CaptionEntity {
  /**
   * As it is written most often.
   */
  text: string
  /**
   * Comprehend's type, for instance `PERSON`.
   */
  type: string
  /**
   * From 0 to 1.
   */
  score: number
  /**
   * How often.
   */
  count: number
  mentions: Mentions
}
/**
 * The cues in which something is said.
 */
export interface Mention {
  /**
   * Counted from the begin of the film.
   */
  startMs: number
  /**
   * Counted from the begin of the film.
   */
  endMs: number
  /**
   * From 0 to 1.
   */
  score: number
}
export interface CaptionKeyPhrase {
  /**
   * As it is written most often.
   */
  text: string
  /**
   * From 0 to 1.
   */
  score: number
  /**
   * How often.
   */
  count: number
  mentions: Mentions
}
export interface CaptionPii {
  /**
   * Comprehend's type, or one of ours, for instance `KR_RESIDENT_REGISTRATION_NUMBER`.
   */
  type: string
  /**
   * From 0 to 1.
   */
  score: number
  /**
   * How often.
   */
  count: number
  mentions: Mentions
}
export interface ToxicStretch {
  /**
   * Counted from the begin of the film.
   */
  startMs: number
  /**
   * Counted from the begin of the film.
   */
  endMs: number
  /**
   * The surest first.
   */
  labels: ToxicLabel[]
}
export interface ToxicLabel {
  /**
   * Comprehend's name, for instance `INSULT`.
   */
  name: string
  /**
   * From 0 to 1.
   */
  score: number
}
export interface CaptionProfanity {
  /**
   * Kind of word.
   */
  label: string
  /**
   * From 0 to 1.
   */
  score: number
  /**
   * How often.
   */
  count: number
  mentions: Mentions
}
export interface TimelinePart {
  /**
   * Counted from the begin of the film.
   */
  startMs: number
  /**
   * Counted from the begin of the film.
   */
  endMs: number
  /**
   * How often.
   */
  cueCount: number
  /**
   * From -1 (negative) to 1 (positive), weighted by time; absent where nothing is said or nobody read it.
   */
  mood?: number
  /**
   * Entities mentioned in it, the most often mentioned first.
   *
   * Items: As in `entities`.
   */
  mentions: string[]
}
/**
 * One text of a caption track and when it is shown.
 */
export interface Cue {
  /**
   * Appears, counted from the begin of the film.
   */
  startMs: number
  /**
   * Disappears; always after `startMs`.
   */
  endMs: number
  /**
   * Plain words without any markup; lines parted by `\n`. Not escaped: whoever puts it on a page escapes it.
   */
  text: string
  /**
   * The same words as WebVTT cue text with the tags b, i, u, ruby, rt, v and lang and nothing else; absent where no tag is left.
   */
  markup?: string
  /**
   * WebVTT cue settings, for instance `line:0 align:start`.
   */
  settings?: string
  /**
   * WebVTT cue identifier.
   */
  id?: string
}
/**
 * One request to a provider, in the job ledger. The task token never leaves the ledger.
 */
export interface Job {
  /**
   * The asset it works for.
   */
  assetId: string
  /**
   * `<kind>#<revision>`, unique for the asset.
   */
  jobKey: string
  /**
   * Which work.
   */
  kind: 'transcode' | 'job-file' | 'moderate' | 'transcribe' | 'budget'
  /**
   * `opened` before the provider knows of it; the last three are ends.
   */
  status: 'opened' | 'submitted' | 'progressing' | 'complete' | 'error' | 'canceled'
  /**
   * Resume key of the state that waits.
   */
  taskToken: string
  /**
   * The provider's own name for the job.
   */
  providerJobId?: string
  /**
   * Progress, never falling.
   */
  percentComplete?: number
  /**
   * When the token was stored.
   */
  openedAt: string
  /**
   * When the provider took the job.
   */
  submittedAt?: string
  /**
   * When the job ended.
   */
  endedAt?: string
  /**
   * The provider's code of the error.
   */
  errorCode?: string
  /**
   * The provider's words.
   */
  errorMessage?: string
  billableUnits?: BillableUnits
  frames?: EvidenceFrames
  /**
   * Epoch seconds after which the ledger may forget the job.
   */
  expiresAtSeconds: number
  /**
   * Jobs of earlier attempts; their late events mean nothing any more.
   */
  formerJobIds?: string[]
  /**
   * The provider's code of the error that ended the attempt before this one.
   */
  formerErrorCode?: string
}
/**
 * Still images of the asset, where some are made.
 */
export interface EvidenceFrames {
  /**
   * Output prefix of the asset, with its slash.
   */
  prefix: string
  /**
   * Time between two.
   */
  intervalSeconds: number
  /**
   * How many.
   */
  count: number
}
/**
 * What one detector says of one asset. Where it could not look, it says why, and the policy decides what that means.
 */
export interface ModerationReport {
  /**
   * Whether the detector has seen the whole content.
   */
  looked: boolean
  /**
   * Who looked.
   */
  detector: 'visual' | 'captions'
  /**
   * `ModerationModelVersion` of the provider.
   */
  modelVersion?: string
  /**
   * The provider's own name for the job.
   */
  providerJobId?: string
  findings: Findings
  notCovered?: NotCovered
  /**
   * Whether time ranges were left out for want of room.
   */
  cut?: boolean
  reason?: Reason
}
/**
 * A message of the moderation queue: what the state that waits wants to be looked at.
 */
export interface ModerationRequest {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  video: ModerationVideo
  frames?: EvidenceFrames
  /**
   * Resume key.
   */
  taskToken: string
}
/**
 * The object that is looked at.
 */
export interface ModerationVideo {
  /**
   * Its bucket.
   */
  bucket: string
  /**
   * Its key.
   */
  key: string
  /**
   * Its version.
   */
  versionId?: string
}
/**
 * An asset that waits for a budget it fits into.
 */
export interface ParkedAsset {
  /**
   * `parked`.
   */
  scope: 'parked'
  /**
   * `<assetId>#<revision>`.
   */
  entry: string
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * What it will take.
   */
  estimateUsd: number
  /**
   * Since when it waits.
   */
  parkedAt: string
}
/**
 * A versioned table that turns findings into a verdict, chosen by name in a job file. The strictest answer to any finding is the verdict.
 */
export interface Policy {
  /**
   * Name of the policy, by which job files choose it, and of its file.
   */
  policyId: string
  /**
   * Stands in every verdict; a policy that changes gets another one.
   */
  version: string
  /**
   * For whom it is and what it wants, in a sentence or two.
   */
  description: string
  /**
   * Whether people with the role `uploader` may choose it; absent is no. The policy `default` is open to all. Whoever writes into the bucket by other ways may choose any.
   */
  openToUploaders?: boolean
  /**
   * What a finding means of which no rule speaks, for instance of a category that a newer detector brings.
   */
  default: 'approve' | 'escalate' | 'reject'
  whenDetectorCannotLook: CannotLook
  /**
   * Categories of pictures that somebody must have been able to see. Where the detector says that it cannot see one of them, `whenDetectorCannotLook` applies.
   *
   * Items: First level of the moderation taxonomy 7.0 of Rekognition, then what only text has.
   */
  requiredCategories: (
    | 'explicit'
    | 'non-explicit-nudity'
    | 'swimwear-or-underwear'
    | 'violence'
    | 'visually-disturbing'
    | 'drugs-and-tobacco'
    | 'alcohol'
    | 'rude-gestures'
    | 'gambling'
    | 'hate-symbols'
    | 'toxicity'
    | 'pii'
    | 'profanity'
  )[]
  review: ReviewTerms
  /**
   * The first rule that speaks of a finding decides on it, and no later one.
   *
   * @maxItems 200
   */
  rules: PolicyRule[]
  captions?: CaptionTerms
}
/**
 * What it means when a detector could not look at the whole content, or did not look at all.
 */
export interface CannotLook {
  /**
   * The pictures. No report at all counts as not looked at.
   */
  visual: 'approve' | 'escalate' | 'reject'
  /**
   * The captions. A film without captions has nothing to look at, and this says nothing of it.
   */
  captions: 'approve' | 'escalate' | 'reject'
}
/**
 * How people decide what the policy escalates.
 */
export interface ReviewTerms {
  /**
   * How long the first line has before the second is asked.
   */
  firstLineSeconds: number
  /**
   * How long the second line has before `onDeadline`, counted from when it is asked.
   */
  secondLineSeconds: number
  /**
   * What becomes of an asset that nobody decided on in time.
   */
  onDeadline: 'quarantine' | 'publish'
  /**
   * How long a claimed task stays with its reviewer without a renewal. SQS hides a message for at most 12 hours.
   */
  leaseSeconds: number
  /**
   * Categories on which two people must agree.
   *
   * Items: First level of the moderation taxonomy 7.0 of Rekognition, then what only text has.
   */
  fourEyes: (
    | 'explicit'
    | 'non-explicit-nudity'
    | 'swimwear-or-underwear'
    | 'violence'
    | 'visually-disturbing'
    | 'drugs-and-tobacco'
    | 'alcohol'
    | 'rude-gestures'
    | 'gambling'
    | 'hate-symbols'
    | 'toxicity'
    | 'pii'
    | 'profanity'
  )[]
}
/**
 * What findings of one category mean.
 */
export interface PolicyRule {
  /**
   * First level of the moderation taxonomy 7.0 of Rekognition, then what only text has.
   */
  category:
    | 'explicit'
    | 'non-explicit-nudity'
    | 'swimwear-or-underwear'
    | 'violence'
    | 'visually-disturbing'
    | 'drugs-and-tobacco'
    | 'alcohol'
    | 'rude-gestures'
    | 'gambling'
    | 'hate-symbols'
    | 'toxicity'
    | 'pii'
    | 'profanity'
  /**
   * Names at level 2 or 3 of which the rule speaks, each with all below it; without them it speaks of the whole category.
   *
   * @minItems 1
   *
   * Items: One name, as the detector writes it.
   */
  labels?: [string, ...string[]]
  /**
   * Names at level 3 that the rule approves, however sure the detector is.
   *
   * @minItems 1
   *
   * Items: One name, as the detector writes it.
   */
  exempt?: [string, ...string[]]
  /**
   * The strictest that a finding reaches decides. One that reaches none is approved; without thresholds all are.
   */
  thresholds: Threshold[]
  /**
   * Why the rule is as it is, for who reads the policy.
   */
  note?: string
}
/**
 * How much of something it takes, and what it means then. A finding reaches it when all three are reached.
 */
export interface Threshold {
  /**
   * How sure the detector is, in percent.
   */
  minConfidence: number
  /**
   * In how many samples (of captions: cues) it is seen, within time ranges that reach the confidence; 1 when absent.
   */
  minFrames?: number
  /**
   * How long it is seen in all, within time ranges that reach the confidence; 0 when absent.
   */
  minDurationMs?: number
  /**
   * What it means.
   */
  verdict: 'escalate' | 'reject'
}
/**
 * How captions are published; absent is as they are.
 */
export interface CaptionTerms {
  /**
   * Whether personal data are made unreadable in published captions.
   */
  maskPii: boolean
}
/**
 * What the services cost in one region: list prices of the first volume tier, without free tiers and taxes.
 */
export interface PriceTable {
  /**
   * AWS region.
   */
  region: string
  /**
   * ISO 4217.
   */
  currency: 'USD'
  /**
   * Day on which the table was looked through.
   */
  checkedAt: string
  /**
   * What holds for the whole table.
   */
  note?: string
  /**
   * One entry for each priced item; an item without one has no price here.
   */
  prices: Price[]
  videoFactors: VideoFactors
}
/**
 * What one unit of an item costs.
 */
export interface Price {
  item: PricedItem
  /**
   * US dollars a unit; null where the price was looked for and not found.
   */
  usd: number | null
  /**
   * Where AWS states it.
   */
  source: string
  /**
   * Day on which AWS stated it, where it is known; otherwise the table's `checkedAt` counts.
   */
  asOf?: string
  /**
   * What to know of it.
   */
  note?: string
}
/**
 * How many normalised minutes a minute of MediaConvert's output is.
 */
export interface VideoFactors {
  /**
   * Where AWS states it.
   */
  source: string
  /**
   * Day on which AWS stated it, where it is known; otherwise the table's `checkedAt` counts.
   */
  asOf?: string
  /**
   * What to know of it.
   */
  note?: string
  /**
   * By AWS's names of usage without the passes, as `B-AVC-HD-30`: tier, codec, resolution, frames a second at most. What is not listed is not known.
   */
  factors: {
    [k: string]: number
  }
}
/**
 * One question to one person: whether an asset may be published. The only truth about it; queues merely announce it.
 */
export interface ReviewTask {
  /**
   * Name of the execution of the review workflow that asks.
   */
  taskId: string
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Asked by the policy, or by an operator about a quarantined asset.
   */
  kind: 'escalated' | 'appeal'
  /**
   * `expired` when nobody decided in time, or the review broke.
   */
  state: 'open' | 'claimed' | 'decided' | 'expired'
  /**
   * `first` are reviewers, `second` operators.
   */
  line: 'first' | 'second'
  /**
   * Counts the acts; a write for an older one is refused.
   */
  version: number
  reasons: Reasons1
  /**
   * The policy that asked.
   */
  policyId: string
  /**
   * Its version.
   */
  policyVersion: string
  /**
   * Who asked, in an appeal.
   */
  requestedBy?: string
  categories: Categories
  /**
   * `s3://bucket/key` of the source.
   */
  sourceUri: string
  /**
   * Title of the asset.
   */
  title?: string
  /**
   * Length of the film.
   */
  durationMs?: number
  /**
   * When it was opened for the first line.
   */
  openedAt: string
  /**
   * Until when this line may decide.
   */
  dueAt: string
  /**
   * How long a claim holds without renewal.
   */
  leaseSeconds: number
  /**
   * How long the second line may take.
   */
  secondLineSeconds: number
  /**
   * What becomes of the asset when nobody decides.
   */
  onDeadline: 'quarantine' | 'publish'
  /**
   * Whether two people must have looked.
   */
  fourEyes: boolean
  /**
   * Who holds it.
   */
  claimedBy?: string
  /**
   * Since when.
   */
  claimedAt?: string
  /**
   * Until when, unless renewed.
   */
  leaseUntil?: string
  opinions: Opinions
  decision?: TaskDecision
  /**
   * When the announcement in hand was received; SQS hides a message for twelve hours at most.
   */
  receivedAt?: string
  /**
   * Key to the announcement in hand. Never leaves the server.
   */
  receiptHandle?: string
  /**
   * Of which line a state waits; behind `line` for the moment in which the task is handed on.
   */
  waitingLine: 'first' | 'second'
  /**
   * Resume key of the state that waits. Never leaves the server.
   */
  taskToken: string
}
/**
 * How sources become renditions: data, chosen by name in a job file or by the stage.
 */
export interface TranscodeProfile {
  /**
   * Name of the profile.
   */
  name: string
  /**
   * Video codec of the whole ladder.
   */
  codec: 'H_264' | 'H_265' | 'AV1'
  /**
   * Length of a media segment.
   */
  segmentDurationSeconds: number
  /**
   * Distance of key frames; divides the segment length.
   */
  gopDurationSeconds: number
  /**
   * Sources above it are slowed down to a whole fraction.
   */
  maxFrameRate: number
  /**
   * From the smallest to the largest.
   *
   * @minItems 1
   * @maxItems 12
   */
  rungs:
    | [RungTemplate]
    | [RungTemplate, RungTemplate]
    | [RungTemplate, RungTemplate, RungTemplate]
    | [RungTemplate, RungTemplate, RungTemplate, RungTemplate]
    | [RungTemplate, RungTemplate, RungTemplate, RungTemplate, RungTemplate]
    | [RungTemplate, RungTemplate, RungTemplate, RungTemplate, RungTemplate, RungTemplate]
    | [RungTemplate, RungTemplate, RungTemplate, RungTemplate, RungTemplate, RungTemplate, RungTemplate]
    | [
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
      ]
    | [
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
      ]
    | [
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
      ]
    | [
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
      ]
    | [
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
        RungTemplate,
      ]
  audio: AudioTemplate
  mp4: Mp4Template
  thumbnails: ThumbnailTemplate
  drm?: DrmTemplate
}
/**
 * One planned quality.
 */
export interface RungTemplate {
  /**
   * Shorter side of the picture: 1080 for 1920×1080 and for 1080×1920 alike.
   */
  shortSidePx: number
  /**
   * Ceiling of the bit rate at up to 30 frames a second.
   */
  maxBitrateBps: number
  /**
   * MediaConvert QVBR quality level.
   */
  qvbrQualityLevel: number
}
/**
 * Every audio track is encoded once, to AAC.
 */
export interface AudioTemplate {
  /**
   * Bit rate of a stereo track.
   */
  bitrateBps: number
  /**
   * Samples a second.
   */
  sampleRateHz: 44100 | 48000
}
/**
 * The file for download.
 */
export interface Mp4Template {
  /**
   * Whether it is made unless the job file says otherwise.
   */
  enabled: boolean
  /**
   * No larger than this rung.
   */
  maxShortSidePx: number
}
/**
 * Still images for a scrubber.
 */
export interface ThumbnailTemplate {
  /**
   * Whether they are made unless the job file says otherwise.
   */
  enabled: boolean
  /**
   * Never closer together than this.
   */
  minIntervalSeconds: number
  /**
   * Never more than this many.
   */
  maxCount: number
  /**
   * Width of one image of a landscape source; the long side of a portrait one.
   */
  widthPx: number
}
/**
 * Streams are encrypted with keys of a key server that speaks SPEKE 1.0; nothing is made for download then.
 */
export interface DrmTemplate {
  /**
   * Where MediaConvert asks for keys, with the rights of its role.
   */
  keyServerUrl: string
  /**
   * SAMPLE_AES (cbcs) for FairPlay and newer others, AES_CTR (cenc) for older Widevine and PlayReady.
   */
  method: 'SAMPLE_AES' | 'AES_CTR'
  /**
   * DRM systems that the HLS manifest names, as UUIDs (dashif.org/identifiers/content_protection).
   *
   * @minItems 1
   * @maxItems 3
   */
  hlsSystemIds: [string] | [string, string] | [string, string, string]
  /**
   * DRM systems that the DASH manifest names.
   *
   * @minItems 1
   * @maxItems 3
   */
  dashSystemIds: [string] | [string, string] | [string, string, string]
  /**
   * Certificate by which the key server encrypts the keys it sends.
   */
  certificateArn?: string
}
/**
 * An upload that somebody has begun through the API, until it is forgotten.
 */
export interface UploadRecord {
  /**
   * The upload.
   */
  uploadId: string
  /**
   * Where the film is put: `uploads/<uploadId>/<fileName>`.
   */
  key: string
  /**
   * Size of the film, as announced.
   */
  sizeBytes: number
  /**
   * Media type of the film, as announced.
   */
  contentType: string
  multipart?: MultipartUpload
  /**
   * Caption files that were announced with it.
   */
  captions: AnnouncedCaptions[]
  /**
   * Its job file, where one was given.
   */
  jobFileKey?: string
  /**
   * User name of who began it.
   */
  startedBy: string
  /**
   * When it was begun.
   */
  startedAt: string
  /**
   * When the film was found to be there.
   */
  receivedAt?: string
  /**
   * When the table forgets it; seconds since 1970.
   */
  expiresAtSeconds: number
}
/**
 * Where the film goes in parts; without it, it goes by one form.
 */
export interface MultipartUpload {
  /**
   * The upload as S3 names it.
   */
  id: string
  /**
   * Size of each part but the last.
   */
  partSizeBytes: number
}
/**
 * An address of somebody else that hears of asset events. Its secret is in Parameter Store.
 */
export interface WebhookEndpoint {
  /**
   * Given when it is registered.
   */
  endpointId: string
  /**
   * Where events are posted.
   */
  url: string
  eventTypes: EventTypes
  /**
   * `disabled`: it has answered 410, and nothing is sent until an operator enables it.
   */
  state: 'enabled' | 'disabled'
  /**
   * Who registered it.
   */
  createdBy: string
  /**
   * When it was registered.
   */
  createdAt: string
  /**
   * When it answered 410.
   */
  disabledAt?: string
  /**
   * When it last took an event.
   */
  lastDeliveredAt?: string
  /**
   * When it last did not.
   */
  lastFailedAt?: string
  /**
   * What happened then.
   */
  lastFailure?: string
  /**
   * Attempts since it last took an event.
   */
  failuresInRow: number
  /**
   * Nothing is sent before, in milliseconds since 1970: it has failed several times in a row.
   */
  pausedUntilMs: number
  /**
   * Deliveries under way: until when each has its place, in milliseconds since 1970.
   */
  slots: number[]
}
/**
 * Detail of `asset.published`, `asset.rejected`, `asset.quarantined` and `asset.failed` on the event bus.
 */
export interface AssetEvent {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * `s3://bucket/key`.
   */
  sourceUri: string
  /**
   * As in the asset.
   */
  outcome: 'published' | 'rejected' | 'quarantined' | 'failed'
  /**
   * As in the asset.
   */
  reasons: Reason[]
  playback?: Playback
  /**
   * As in the asset.
   */
  title?: string
  /**
   * When the outcome was reached.
   */
  closedAt: string
}
/**
 * Detail of `asset.stuck` on the event bus: an asset without an outcome on which nothing works any more.
 */
export interface AssetStuckEvent {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * `s3://bucket/key`.
   */
  sourceUri: string
  /**
   * When the processing began.
   */
  registeredAt: string
  /**
   * The execution that should have given it an outcome.
   */
  executionArn: string
}
/**
 * Message of the queues `review` and `second line`: that a task waits, and nothing else. The table holds the truth.
 */
export interface ReviewAnnouncement {
  /**
   * The task.
   */
  taskId: string
  /**
   * `first` are reviewers, `second` operators.
   */
  line: 'first' | 'second'
}
/**
 * Detail of `review-task.opened`, `review-task.escalated`, `review-task.decided` and `review-task.expired` on the event bus.
 */
export interface ReviewTaskEvent {
  /**
   * The task.
   */
  taskId: string
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Asked by the policy, or by an operator about a quarantined asset.
   */
  kind: 'escalated' | 'appeal'
  /**
   * `first` are reviewers, `second` operators.
   */
  line: 'first' | 'second'
  /**
   * Until when the line may decide.
   */
  dueAt: string
  /**
   * Why a person is asked.
   */
  reasons: Reason[]
  /**
   * Title of the asset.
   */
  title?: string
  decision?: TaskDecision
}
/**
 * Message of the delivery queue: one event for one endpoint.
 */
export interface WebhookDelivery {
  /**
   * Given when it is registered.
   */
  endpointId: string
  /**
   * The same for the same event, however often it is sent.
   */
  eventId: string
  /**
   * Its type.
   */
  eventType: string
  /**
   * The text to be posted, the same at every attempt.
   */
  body: string
}
/**
 * What is posted to endpoints and published on the topic.
 */
export interface WebhookEvent {
  /**
   * The same for the same event, however often it is sent.
   */
  id: string
  /**
   * `asset.published` and its siblings, or `webhook.test`.
   */
  type: string
  /**
   * When it happened.
   */
  occurredAt: string
  /**
   * The detail of the event; for `asset.published` and its siblings see asset-event.schema.json.
   */
  data: {
    [k: string]: unknown
  }
}
/**
 * Detail of `webhook.disabled` and `webhook.given-up` on the event bus.
 */
export interface WebhookNotice {
  /**
   * Given when it is registered.
   */
  endpointId: string
  /**
   * The event that was not delivered.
   */
  eventId: string
  /**
   * Why.
   */
  reason: string
}
/**
 * Given by the state "Await budget".
 */
export interface AwaitBudgetInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * What it will take.
   */
  estimateUsd: number
  /**
   * Resume key.
   */
  taskToken: string
}
/**
 * Given by the state "Await job file".
 */
export interface AwaitJobFileInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  source: Source
  /**
   * Resume key.
   */
  taskToken: string
}
/**
 * Given by the states "Reject asset", "Quarantine asset" and "Fail asset".
 */
export interface CloseAssetInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * How it ends.
   */
  outcome: 'rejected' | 'quarantined' | 'failed'
  /**
   * Why it is rejected or quarantined; a failed asset has its failure instead.
   */
  reasons?: Reason[]
  failure?: StateFailure
}
/**
 * The fault, as a Catch of the machine tells it.
 */
export interface StateFailure {
  /**
   * Name of the error.
   */
  Error?: string
  /**
   * A sentence, or the JSON of a Lambda's error.
   */
  Cause?: string
}
/**
 * What was recorded.
 */
export interface CloseAssetOutput {
  /**
   * How it ended; `superseded` when a newer processing has taken the asset over.
   */
  outcome: 'published' | 'rejected' | 'quarantined' | 'failed' | 'superseded'
}
/**
 * Given by the state "Decide verdict".
 */
export interface DecideVerdictInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  source: Source
  inspection: Inspection
  /**
   * Name of the profile.
   */
  profile: string
  options?: JobOptions
  /**
   * What each detector says.
   */
  reports: ModerationReport[]
}
/**
 * What the state "Route verdict" branches on.
 */
export interface DecideVerdictOutput {
  /**
   * What happens next; `refuse` when the source is no longer what was inspected.
   */
  decision: 'approve' | 'escalate' | 'reject' | 'refuse'
  /**
   * Why; may be empty for an approval.
   */
  reasons: Reason[]
  /**
   * The policy that decided.
   */
  policyId?: string
  /**
   * Its version.
   */
  policyVersion?: string
  announcement?: Announcement
}
/**
 * What the bus is told of a published asset, but for the time.
 */
export interface Announcement {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * `s3://bucket/key`.
   */
  sourceUri: string
  /**
   * Empty: a published asset needs none.
   */
  reasons: Reason[]
  playback: Playback
  /**
   * As in the asset.
   */
  title?: string
}
/**
 * Given by the state "Inspect source".
 */
export interface InspectSourceInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  source: Source
}
/**
 * What the state "Route inspection" branches on.
 */
export interface InspectSourceOutput {
  /**
   * What happens next.
   */
  decision: 'accept' | 'reject' | 'await-job-file' | 'await-budget'
  /**
   * Why it is rejected; empty otherwise.
   */
  reasons: Reason[]
  inspection?: Inspection
  /**
   * Name of the profile to use.
   */
  profile?: string
  options?: JobOptions
  /**
   * How long the transcode may take, waiting in the queue included.
   */
  transcodeTimeoutSeconds?: number
  moderation?: ModerationPlan
  transcription?: TranscriptionPlan
  /**
   * What the asset will probably cost, where it has to wait for a budget.
   */
  estimateUsd?: number
}
/**
 * What the detector looks at.
 */
export interface ModerationPlan {
  /**
   * The source itself beside the transcode, or a small rendition after it where the detector cannot read the source.
   */
  input: 'source' | 'rendition'
  video: ModerationVideo
  frames?: EvidenceFrames
  /**
   * How long the detector may take, waiting for its turn included.
   */
  timeoutSeconds: number
}
/**
 * Present where captions are made from what is said.
 */
export interface TranscriptionPlan {
  languages?: Languages
  /**
   * Name of a custom vocabulary; it needs exactly one language.
   */
  vocabulary?: string
  /**
   * How long it may take.
   */
  timeoutSeconds: number
}
/**
 * Given by the states "Open first line" and "Open second line".
 */
export interface OpenReviewInput {
  /**
   * Name of the execution.
   */
  taskId: string
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Asked by the policy, or by an operator about a quarantined asset.
   */
  kind: 'escalated' | 'appeal'
  /**
   * Why a person is asked.
   */
  reasons: Reason[]
  /**
   * The policy that asked.
   */
  policyId: string
  /**
   * Its version.
   */
  policyVersion: string
  /**
   * Who asked, in an appeal.
   */
  requestedBy?: string
  /**
   * `first` are reviewers, `second` operators.
   */
  line: 'first' | 'second'
  /**
   * When the state was entered; the time to decide runs from there.
   */
  enteredAt: string
  plan: ReviewPlan
  /**
   * Resume key.
   */
  taskToken: string
}
/**
 * How the question is asked.
 */
export interface ReviewPlan {
  /**
   * How long reviewers may take.
   */
  firstLineSeconds: number
  /**
   * How long operators may take.
   */
  secondLineSeconds: number
  /**
   * How long a claim holds without renewal.
   */
  leaseSeconds: number
  /**
   * What becomes of the asset when nobody decides.
   */
  onDeadline: 'quarantine' | 'publish'
  /**
   * Whether two people must have looked.
   */
  fourEyes: boolean
  /**
   * Categories of the deciding findings.
   *
   * Items: First level of the moderation taxonomy 7.0 of Rekognition, then what only text has.
   */
  categories: (
    | 'explicit'
    | 'non-explicit-nudity'
    | 'swimwear-or-underwear'
    | 'violence'
    | 'visually-disturbing'
    | 'drugs-and-tobacco'
    | 'alcohol'
    | 'rude-gestures'
    | 'gambling'
    | 'hate-symbols'
    | 'toxicity'
    | 'pii'
    | 'profanity'
  )[]
  /**
   * `s3://bucket/key` of the source.
   */
  sourceUri: string
  /**
   * Title of the asset.
   */
  title?: string
  /**
   * Length of the film.
   */
  durationMs?: number
}
/**
 * What a person answers to the state that waits. Only `decision` steers the machine; the table holds what is true.
 */
export interface OpenReviewOutput {
  /**
   * What was said.
   */
  decision: 'approve' | 'reject' | 'pass-on'
  /**
   * Who said it.
   */
  by: string
  /**
   * Why.
   */
  reason: string
}
/**
 * Given by the state "Plan review": what started the execution, and its name.
 */
export interface PlanReviewInput {
  /**
   * Name of the execution.
   */
  taskId: string
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Asked by the policy, or by an operator about a quarantined asset.
   */
  kind: 'escalated' | 'appeal'
  /**
   * Why a person is asked.
   */
  reasons: Reason[]
  /**
   * The policy that asked.
   */
  policyId: string
  /**
   * Its version.
   */
  policyVersion: string
  /**
   * Who asked, in an appeal.
   */
  requestedBy?: string
}
/**
 * Whether there is anything to review, and how.
 */
export interface PlanReviewOutput {
  /**
   * `obsolete` when the asset has moved on: a newer revision, or an outcome that asks no more.
   */
  decision: 'review' | 'obsolete'
  plan?: ReviewPlan
}
/**
 * Given by the state "Read captions".
 */
export interface ReadCaptionsInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  source: Source
  inspection: Inspection
  transcript?: Transcript
}
/**
 * What the captions say, for the verdict.
 */
export interface ReadCaptionsOutput {
  report: ModerationReport
}
/**
 * A caption file that has come, changed or gone.
 */
export interface CaptionFileChange {
  /**
   * Where the caption file has come, changed or gone.
   */
  bucket: string
  /**
   * Its key.
   */
  key: string
}
/**
 * An asset of which somebody lets held captions pass.
 */
export interface CaptionedRevision {
  /**
   * Whose captions.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
}
/**
 * What became of a late caption file.
 */
export interface ReadLateCaptionsOutput {
  /**
   * `changed`: the captions of an asset are others now. `unchanged`: they were so before. `none`: it belongs to no asset that can be played; if its film comes, it is read then.
   */
  change: 'changed' | 'unchanged' | 'none'
  announcement?: CaptionsChanged
}
/**
 * Detail of the event `asset.captions-changed`; present where they have changed.
 */
export interface CaptionsChanged {
  /**
   * Whose captions.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * `s3://bucket/key` of the source.
   */
  sourceUri: string
  /**
   * Every track as it is now.
   */
  captions: TrackState[]
}
/**
 * One track.
 */
export interface TrackState {
  /**
   * Unique in the asset: the language, then what is special, for instance `ko`, `pt-BR-sdh`, `en-forced`.
   */
  trackId: string
  /**
   * `published` is in the manifests; `held` waits for people and is not; of an `unreadable` one nothing could be used.
   */
  state: 'published' | 'held' | 'unreadable'
}
/**
 * Given by the state "Recheck moderation" after nobody has answered in time.
 */
export interface RecheckModerationInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  frames?: EvidenceFrames
}
/**
 * A moderation report, as the states that wait for one get it.
 */
export interface RecheckModerationOutput {
  /**
   * Whether the detector has seen the whole content.
   */
  looked: boolean
  /**
   * Who looked.
   */
  detector: 'visual' | 'captions'
  /**
   * `ModerationModelVersion` of the provider.
   */
  modelVersion?: string
  /**
   * The provider's own name for the job.
   */
  providerJobId?: string
  findings: Findings
  notCovered?: NotCovered
  /**
   * Whether time ranges were left out for want of room.
   */
  cut?: boolean
  reason?: Reason
}
/**
 * Given by the schedule with nothing in it, and by operators with what they want.
 */
export interface ReleaseBudgetInput {
  /**
   * Assets that go on though they do not fit; `*` stands for all.
   *
   * Items: Asset id.
   */
  waive?: string[]
}
/**
 * Which parked assets go on.
 */
export interface ReleaseBudgetOutput {
  /**
   * Their ids.
   *
   * Items: Asset id.
   */
  released: string[]
  /**
   * How many still wait.
   */
  parked: number
}
/**
 * Given by the states "Settle review" and "Fail review".
 */
export interface SettleReviewInput {
  /**
   * Name of the execution.
   */
  taskId: string
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  /**
   * Why the review ends.
   */
  because: 'answered' | 'deadline' | 'fault'
  failure?: StateFailure
}
/**
 * How the asset stands afterwards.
 */
export interface SettleReviewOutput {
  /**
   * Its outcome; `overtaken` when a newer revision has it.
   */
  outcome: 'published' | 'rejected' | 'quarantined' | 'failed' | 'overtaken'
}
/**
 * Given by the state "Transcode".
 */
export interface SubmitTranscodeInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  source: Source
  inspection: Inspection
  /**
   * Name of the profile.
   */
  profile: string
  options?: JobOptions
  /**
   * The source itself beside the transcode, or a small rendition after it where the detector cannot read the source.
   */
  moderationInput?: 'source' | 'rendition'
  /**
   * Resume key.
   */
  taskToken: string
}
/**
 * What the completion event answers to the state "Transcode".
 */
export interface SubmitTranscodeOutput {
  /**
   * MediaConvert job.
   */
  providerJobId: string
}
/**
 * Given by the state "Transcribe".
 */
export interface SubmitTranscriptionInput {
  /**
   * The asset.
   */
  assetId: string
  /**
   * Which processing of it.
   */
  revision: number
  source: Source
  transcription: TranscriptionPlan
  /**
   * Resume key.
   */
  taskToken: string
}
