// What a road through the media workflow is told by.
import {
  validateAwaitBudgetInput,
  validateAwaitJobFileInput,
  validateCloseAssetInput,
  validateDecideVerdictInput,
  validateInspectSourceInput,
  validateReadCaptionsInput,
  validateRecheckModerationInput,
  validateSubmitTranscriptionInput,
  validateSubmitTranscodeInput,
} from '../../schemas/generated/validators.mjs'
import type { Validator } from '../../lib/validation.ts'
import type { StandIn } from './stand-ins.ts'

export const INPUTS = {
  inspectSource: validateInspectSourceInput,
  awaitJobFile: validateAwaitJobFileInput,
  awaitBudget: validateAwaitBudgetInput,
  submitTranscode: validateSubmitTranscodeInput,
  recheckModeration: validateRecheckModerationInput,
  submitTranscription: validateSubmitTranscriptionInput,
  readCaptions: validateReadCaptionsInput,
  decideVerdict: validateDecideVerdictInput,
  closeAsset: validateCloseAssetInput,
} satisfies Record<string, Validator<object>>

export type FunctionName = keyof typeof INPUTS

export interface Scenario {
  functions?: Partial<Record<FunctionName, StandIn>>
  /** What the moderation queue's consumer answers; nobody answers where it is nothing. */
  detector?: StandIn | undefined
  /** Errors of other services, by the X-Amz-Target of their operation, and of the table by what is written. */
  refusals?: Record<string, string>
  /** How the nested review ends. */
  review?: 'SUCCEEDED' | 'FAILED'
  advanceMs?: number
  /** The states it enters; the other branch may or may not have begun when a transcode fails at once. */
  road: string[]
  status: 'SUCCEEDED' | 'FAILED'
}
