// Made by schemas/generate.ts from the JSON Schemas beside it. Do not edit.
import type { ErrorObject } from 'ajv'
import type * as t from './types.ts'
interface Validator<T> {
  (data: unknown): data is T
  errors?: ErrorObject[] | null
}
export const validateAssetOutcome: Validator<t.AssetOutcome>
export const validateAuditTrail: Validator<t.AuditTrail>
export const validateClaimNext: Validator<t.ClaimNext>
export const validatePlaybackGrant: Validator<t.PlaybackGrant>
export const validateProblem: Validator<t.Problem>
export const validateReopenedReview: Validator<t.ReopenedReview>
export const validateReviewDecision: Validator<t.ReviewDecision>
export const validateReviewDetail: Validator<t.ReviewDetail>
export const validateReviewList: Validator<t.ReviewList>
export const validateReviewQuery: Validator<t.ReviewQuery>
export const validateReviewSummary: Validator<t.ReviewSummary>
export const validateSearchHit: Validator<t.SearchHit>
export const validateSearchQuery: Validator<t.SearchQuery>
export const validateSearchResults: Validator<t.SearchResults>
export const validateStatedReason: Validator<t.StatedReason>
export const validateAsset: Validator<t.Asset>
export const validateCaptionInsights: Validator<t.CaptionInsights>
export const validateCaptionTrack: Validator<t.CaptionTrack>
export const validateCue: Validator<t.Cue>
export const validateFinding: Validator<t.Finding>
export const validateInspection: Validator<t.Inspection>
export const validateJobFile: Validator<t.JobFile>
export const validateJob: Validator<t.Job>
export const validateModerationReport: Validator<t.ModerationReport>
export const validateModerationRequest: Validator<t.ModerationRequest>
export const validatePolicy: Validator<t.Policy>
export const validateReason: Validator<t.Reason>
export const validateRendition: Validator<t.Rendition>
export const validateReviewAuditEntry: Validator<t.ReviewAuditEntry>
export const validateReviewTask: Validator<t.ReviewTask>
export const validateSource: Validator<t.Source>
export const validateTranscodeProfile: Validator<t.TranscodeProfile>
export const validateTranscript: Validator<t.Transcript>
export const validateVerdict: Validator<t.Verdict>
export const validateAssetEvent: Validator<t.AssetEvent>
export const validateReviewAnnouncement: Validator<t.ReviewAnnouncement>
export const validateReviewTaskEvent: Validator<t.ReviewTaskEvent>
export const validateAwaitJobFileInput: Validator<t.AwaitJobFileInput>
export const validateCloseAssetInput: Validator<t.CloseAssetInput>
export const validateCloseAssetOutput: Validator<t.CloseAssetOutput>
export const validateDecideVerdictInput: Validator<t.DecideVerdictInput>
export const validateDecideVerdictOutput: Validator<t.DecideVerdictOutput>
export const validateInspectSourceInput: Validator<t.InspectSourceInput>
export const validateInspectSourceOutput: Validator<t.InspectSourceOutput>
export const validateOpenReviewInput: Validator<t.OpenReviewInput>
export const validateOpenReviewOutput: Validator<t.OpenReviewOutput>
export const validatePlanReviewInput: Validator<t.PlanReviewInput>
export const validatePlanReviewOutput: Validator<t.PlanReviewOutput>
export const validateReadCaptionsInput: Validator<t.ReadCaptionsInput>
export const validateReadCaptionsOutput: Validator<t.ReadCaptionsOutput>
export const validateReadLateCaptionsInput: Validator<t.ReadLateCaptionsInput>
export const validateReadLateCaptionsOutput: Validator<t.ReadLateCaptionsOutput>
export const validateRecheckModerationInput: Validator<t.RecheckModerationInput>
export const validateRecheckModerationOutput: Validator<t.RecheckModerationOutput>
export const validateSettleReviewInput: Validator<t.SettleReviewInput>
export const validateSettleReviewOutput: Validator<t.SettleReviewOutput>
export const validateSubmitTranscodeInput: Validator<t.SubmitTranscodeInput>
export const validateSubmitTranscodeOutput: Validator<t.SubmitTranscodeOutput>
export const validateSubmitTranscriptionInput: Validator<t.SubmitTranscriptionInput>
