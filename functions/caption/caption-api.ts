// Called by the HTTP API when somebody reads a caption track, or lets a held one pass.
import { apiHandler, type Responder } from '../../lib/http.ts'
import { captionApiServices, type CaptionApiServices } from './caption-api-services.ts'
import { releaseCaptions } from './release-captions.ts'
import { showCaptions } from './show-captions.ts'

export const responders = {
  'GET /assets/{assetId}/captions/{trackId}': showCaptions,
  'POST /assets/{assetId}/captions/{trackId}/release': releaseCaptions,
} as const satisfies Record<string, Responder<CaptionApiServices>>

export const handler = apiHandler(responders, captionApiServices)
