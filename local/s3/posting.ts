// PostObject: the form of a browser becomes an object.
import type { IncomingHttpHeaders } from 'node:http'
import { pipeline, Transform } from 'node:stream'
import type { StoredObject } from './catalog.ts'
import { encryptionHeaders, withEncryption } from './encryption.ts'
import { s3Error, xmlAnswer } from './exchange.ts'
import type { S3Answer, S3Handler, S3Request } from './exchange.ts'
import { objectHeaders, receive } from './incoming.ts'
import { readPostForm } from './post-form.ts'
import { checkPostPolicy } from './post-policy.ts'
import type { AllowedSize } from './post-policy.ts'
import { mustHaveBucket, placeNew } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { element } from './xml.ts'

export const postingHandlers = (shelf: Shelf): Record<string, S3Handler> => ({
  PostObject: (request) => postObject(shelf, request),
})

async function postObject(shelf: Shelf, request: S3Request): Promise<S3Answer> {
  const { bucket, requestId } = request
  mustHaveBucket(shelf, bucket)
  const { fields, fileName, file } = await readPostForm(request.body, String(request.headers['content-type']))
  // The policy is dated by the signer's wall clock, whatever time the cloud has moved to.
  const size = checkPostPolicy(fields, bucket, Date.now())
  const key = (fields.key ?? '').replaceAll('${filename}', fileName)
  if (!key) throw s3Error('InvalidArgument', "Bucket POST must contain a field named 'key'.", 400)
  const headers: IncomingHttpHeaders = fields
  // The outcome of the pipeline is that of the bytes received.
  const limited = pipeline(file, limit(size), () => undefined)
  const { blob, sizeBytes, md5, checksums } = await receive(limited, headers, shelf.blobs)
  const segments = [{ blob, sizeBytes }]
  if (sizeBytes < size.minBytes) {
    await shelf.blobs.remove(segments)
    throw s3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400)
  }
  const object: StoredObject = {
    key,
    sizeBytes,
    etag: md5.toString('hex'),
    modifiedMs: shelf.context.clock.now(),
    segments,
    headers: withEncryption(shelf.catalog, bucket, objectHeaders(headers)),
    checksums,
    tags: {},
  }
  await placeNew(shelf, { bucket, object, reason: 'POST Object', requestId, check: () => undefined })
  const caller = shelf.context.identities.resolve(fields['x-amz-credential']?.split('/')[0])
  return { ...answerForm(fields, bucket, object), caller, requestParameters: { key } }
}

function limit({ maxBytes }: AllowedSize): Transform {
  let sizeBytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      if (sizeBytes <= maxBytes) return done(null, chunk)
      done(s3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400))
    },
  })
}

function answerForm(fields: Record<string, string>, bucket: string, object: StoredObject): S3Answer {
  const { key, etag } = object
  const redirect = fields.success_action_redirect
  if (redirect !== undefined && URL.canParse(redirect)) {
    const location = new URL(redirect)
    for (const [name, value] of Object.entries({ bucket, key, etag: `"${etag}"` })) {
      location.searchParams.set(name, value)
    }
    return { statusCode: 303, headers: { location: location.href } }
  }
  const headers = { etag: `"${etag}"`, ...encryptionHeaders(object.headers) }
  if (fields.success_action_status === '200') return { headers }
  if (fields.success_action_status !== '201') return { statusCode: 204, headers }
  const content = [element('Bucket', bucket), element('Key', key), element('ETag', `"${etag}"`)]
  return { ...xmlAnswer(element('PostResponse', content), headers), statusCode: 201 }
}
