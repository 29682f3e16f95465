// The template of a request: in the request, at an S3 address, or the one the stack has.
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { validationError } from '../errors.ts'
import type { Engine } from '../engine/engine.ts'
import type { Stack } from '../records.ts'
import { isTrue } from './input.ts'

export interface TemplateInput {
  TemplateBody?: string
  TemplateURL?: string
  UsePreviousTemplate?: unknown
}

/** Bucket and key of path-style and virtual-host addresses, of AWS or of the local endpoint. */
export function parseTemplateUrl(templateUrl: string, endpoint: string): { Bucket: string; Key: string } {
  const wrong = () =>
    validationError(`TemplateURL must reference a valid S3 object to which you have access. (${templateUrl})`)
  if (!URL.canParse(templateUrl)) throw wrong()
  const url = new URL(templateUrl)
  const path = decodeURIComponent(url.pathname.slice(1))
  const virtualHost = /^(.+)\.s3[.-][^/]*amazonaws\.com(\.cn)?$/.exec(url.hostname)
  if (virtualHost) return { Bucket: virtualHost[1]!, Key: path }
  const isPathStyle =
    /^s3[.-].*amazonaws\.com(\.cn)?$/.test(url.hostname) || url.host === new URL(endpoint).host
  const slash = path.indexOf('/')
  if (!isPathStyle || slash < 1) throw wrong()
  return { Bucket: path.slice(0, slash), Key: path.slice(slash + 1) }
}

async function fetchTemplate(engine: Engine, templateUrl: string): Promise<string> {
  const location = parseTemplateUrl(templateUrl, engine.context.endpointUrl())
  try {
    const { Body } = await engine.clients.s3.send(new GetObjectCommand(location))
    return (await Body?.transformToString('utf8')) ?? ''
  } catch (error) {
    const name = (error as Error).name
    if (!['NoSuchKey', 'NoSuchBucket', 'AccessDenied'].includes(name)) throw error
    throw validationError(
      `S3 error: ${(error as Error).message} (${name}, ${location.Bucket}/${location.Key})`,
    )
  }
}

export async function templateBody(engine: Engine, input: TemplateInput, stack?: Stack): Promise<string> {
  if (input.TemplateBody && input.TemplateURL) {
    throw validationError('Only one of TemplateBody or TemplateUrl may be specified.')
  }
  if (input.TemplateBody) return input.TemplateBody
  if (input.TemplateURL) return fetchTemplate(engine, input.TemplateURL)
  if (isTrue(input.UsePreviousTemplate) && stack) return stack.templateBody
  throw validationError('Either Template URL or Template Body must be specified.')
}
