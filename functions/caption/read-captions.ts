// Called by the state "Read captions", once the film is transcoded: all its captions are read, understood and put into its
// manifests. What they say is reported for the verdict.
import { transcribedUnits, unitChanges } from '../../lib/cost/units.ts'
import { defineStep, lambda } from '../../lib/step.ts'
import type { ReadCaptionsInput, ReadCaptionsOutput } from '../../schemas/generated/types.ts'
import { validateReadCaptionsInput, validateReadCaptionsOutput } from '../../schemas/generated/validators.mjs'
import { captionServices } from './caption-services.ts'
import { refreshCaptions, type RefreshServices } from './refresh-captions.ts'
import { reportCaptions } from './rules/report.ts'

export type ReadCaptionsServices = RefreshServices

export const readCaptions = defineStep({
  input: validateReadCaptionsInput,
  output: validateReadCaptionsOutput,
  async run(input: ReadCaptionsInput, services: ReadCaptionsServices): Promise<ReadCaptionsOutput> {
    const { assetId, revision, transcript, inspection } = input
    const heard = transcript?.key === undefined ? {} : transcribedUnits(inspection.durationMs)
    await services.assets.note({ assetId, revision }, { transcript, ...unitChanges(heard) })
    const { findings, unread } = await refreshCaptions(
      { assetId, revision },
      // Every track is understood here, so that the verdict hears of all of them; the verdict decides on the asset.
      { keepKnown: false, objectionsTo: () => () => [] },
      services,
    )
    await services.assets.note(
      { assetId, revision },
      { 'timings.captionsReadAt': new Date(services.now()).toISOString() },
    )
    return { report: reportCaptions(findings, unread) }
  },
})

export const handler = lambda(readCaptions, captionServices)
