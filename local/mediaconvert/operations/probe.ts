import { AwsError, notSupported } from '../../runtime/aws-error.ts'
import type { CloudContext } from '../../runtime/context.ts'
import type { Caller } from '../../runtime/identities.ts'
import type { Call, Operation } from '../../runtime/service.ts'
import { inputError } from '../engine/job-error.ts'
import { unreadable } from '../engine/source.ts'
import { parseS3Url } from '../output-names.ts'
import { describeProbe } from '../probe/describe-probe.ts'
import { inspectMedia, UnreadableMediaError } from '../probe/inspect.ts'
import { withObjectUrl } from '../probe/serve-object.ts'
import { badRequest } from '../rules/check-request.ts'
import { checkInput } from '../rules/check-input.ts'
import type { Storage } from '../storage.ts'
import { storageFault } from '../storage.ts'

interface ProbeRequest {
  inputFiles?: { fileUrl?: string }[]
}

/** Reads with the rights of whoever calls, as the service does. */
export function probeOperation(context: CloudContext, openStorage: (caller: Caller) => Storage): Operation {
  return async (input: ProbeRequest, { caller }: Call) => {
    checkInput('ProbeRequest', input)
    const urls = (input.inputFiles ?? []).map(({ fileUrl }) => checkUrl(fileUrl))
    if (urls.length === 0) throw badRequest('/inputFiles: Should have at least 1 items')
    const storage = openStorage(caller)
    try {
      return await context.activity.during('MediaConvert Probe', async () => {
        const probeResults: ReturnType<typeof describeProbe>[] = []
        for (const url of urls) probeResults.push(await probeOne(storage, url))
        return { probeResults }
      })
    } finally {
      storage.close()
    }
  }
}

function checkUrl(url: string | undefined): string {
  if (!url) throw badRequest('/inputFiles/0: fileUrl is a required property')
  if (/^https?:\/\//.test(url)) throw notSupported('mediaconvert', 'http and https inputs')
  if (!/^s3:\/\/[^/]+\/.+/s.test(url)) throw badRequest('/inputFiles/0/fileUrl: Should match pattern ^s3://')
  return url
}

async function probeOne(storage: Storage, url: string) {
  const location = parseS3Url(url)
  const facts = await storage.head(location).catch((error: unknown) => {
    throw explain(error, url)
  })
  if (facts.sizeBytes === 0) throw badRequest(inputError(1010, url, 'No parser found for container').message)
  try {
    const media = await withObjectUrl(storage, { location, sizeBytes: facts.sizeBytes }, (link) =>
      inspectMedia(link),
    )
    return describeProbe(media, facts)
  } catch (error) {
    throw error instanceof UnreadableMediaError ? badRequest(unreadable(url, error).message) : error
  }
}

function explain(error: unknown, url: string): unknown {
  switch (storageFault(error)) {
    case 'missing':
      return new AwsError(
        'NotFoundException',
        inputError(1404, url, 'Failed to read data: HeadObject failed').message,
        404,
      )
    case 'denied':
      return new AwsError(
        'ForbiddenException',
        inputError(1401, url, 'Failed to read data: Access denied').message,
        403,
      )
    default:
      return error
  }
}
