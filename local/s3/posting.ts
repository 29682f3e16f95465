// PostObject: the form of a browser becomes an object.
import type { IncomingHttpHeaders } from 'node:http'
import { pipeline, Transform } from 'node:stream'
import type { StoredObject } from './catalog.ts'
import { encryptionHeaders, withEncryption } from './encryption.ts'
import { s3Error, xmlAnswer } from './exchange.ts'
import type { S3Answer, S3Handler, S3Request } from './exchange.ts'
import { objectHeaders, receive } from './incoming.ts'
import { notSupported } from '../runtime/aws-error.ts'
import { keyNeeds } from './key-access.ts'
import { readPostForm, type PostForm } from './post-form.ts'
import { checkPostPolicy } from './post-policy.ts'
import type { AllowedSize } from './post-policy.ts'
import { mustHaveBucket, placeNew } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { checkSignature, escapeUri } from './signature.ts'
import { element } from './xml.ts'

export const postingHandlers = (shelf: Shelf): Record<string, S3Handler> => ({
  PostObject: (request) => postObject(shelf, request),
})

async function postObject(shelf: Shelf, request: S3Request): Promise<S3Answer> {
  const { bucket, requestId } = request
  mustHaveBucket(shelf, bucket)
  const form = await readPostForm(request.body, String(request.headers['content-type']))
  const fields = fillIn(form)
  const { key, caller, size } = judgeForm(shelf, bucket, fields)
  const headers: IncomingHttpHeaders = fields
  // The outcome of the pipeline is that of the bytes received.
  const limited = pipeline(form.file, limit(size), () => undefined)
  const { blob, sizeBytes, md5, checksums } = await receive(limited, headers, shelf.blobs)
  const segments = [{ blob, sizeBytes }]
  if (sizeBytes < size.minBytes) {
    await shelf.blobs.remove(segments)
    throw tooSmall(sizeBytes, size)
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
  const place = `${shelf.context.endpointUrl()}/${bucket}/${key.split('/').map(escapeUri).join('/')}`
  return { ...answerForm(fields, { bucket, place }, object), caller, requestParameters: { key } }
}

/** In every field, `${filename}` becomes the name of the file, without the folders that some browsers tell. */
function fillIn({ fields, fileName }: PostForm): Record<string, string> {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, value.replaceAll('${filename}', name)]),
  )
}

/** Whether the form was signed as it is, by somebody who may write there. */
function judgeForm({ context, catalog }: Shelf, bucket: string, fields: Record<string, string>) {
  const { identities, authority } = context
  const credential = fields['x-amz-credential'] ?? ''
  const signature = fields['x-amz-signature'] ?? ''
  if (fields.policy !== undefined) checkSignature({ credential, text: fields.policy, signature }, identities)
  // The policy is dated by the signer's wall clock, whatever time the cloud has moved to.
  const size = checkPostPolicy(fields, bucket, Date.now())
  const { key = '' } = fields
  if (!key)
    throw s3Error(
      'InvalidArgument',
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      400,
    )
  const unknown = ['acl', 'tagging'].find((name) => name in fields)
  if (unknown !== undefined) throw notSupported('s3', `the field ${unknown} of a form`)
  const caller = identities.resolve(credential.split('/')[0])
  const writing = { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/${key}` }
  const encrypting = keyNeeds(context, catalog, { operation: 'PostObject', bucket, key, headers: fields })
  authority.authorise({ caller, service: 's3', needs: [writing, ...encrypting] })
  return { key, caller, size }
}

const tooSmall = (sizeBytes: number, { minBytes }: AllowedSize) =>
  s3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
    ProposedSize: sizeBytes,
    MinSizeAllowed: minBytes,
  })

function limit({ maxBytes }: AllowedSize): Transform {
  let sizeBytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      if (sizeBytes <= maxBytes) return done(null, chunk)
      done(
        s3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
          ProposedSize: sizeBytes,
          MaxSizeAllowed: maxBytes,
        }),
      )
    },
  })
}

function answerForm(
  fields: Record<string, string>,
  { bucket, place }: { bucket: string; place: string },
  object: StoredObject,
): S3Answer {
  const { key, etag } = object
  const redirect = fields.success_action_redirect
  if (redirect !== undefined && URL.canParse(redirect)) {
    const location = new URL(redirect)
    for (const [name, value] of Object.entries({ bucket, key, etag: `"${etag}"` })) {
      location.searchParams.set(name, value)
    }
    return { statusCode: 303, headers: { location: location.href } }
  }
  const headers = { etag: `"${etag}"`, location: place, ...encryptionHeaders(object.headers) }
  if (fields.success_action_status === '200') return { headers }
  if (fields.success_action_status !== '201') return { statusCode: 204, headers }
  const content = [
    ...[element('Location', place), element('Bucket', bucket)],
    ...[element('Key', key), element('ETag', `"${etag}"`)],
  ]
  return { ...xmlAnswer(element('PostResponse', content), headers), statusCode: 201 }
}
