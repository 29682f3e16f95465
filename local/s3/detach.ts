// A copy of a request's body that may fail without taking the request with it: a client whose upload cannot be
// stored must still be told so, over the same connection.
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { AwsError } from '../runtime/aws-error.ts'
import { s3Error } from './exchange.ts'

export function detach(body: Readable): Readable {
  const copy = new PassThrough({ highWaterMark: 256 * 1024 })
  const wentAway = () => s3Error('IncompleteBody', 'The client went away before the end of the body.', 400)
  // It may fail before anybody reads it; who reads it then is told.
  copy.on('error', () => undefined)
  body.once('error', (error) => copy.destroy(error instanceof AwsError ? error : wentAway()))
  body.once('close', () => {
    if (!body.readableEnded) copy.destroy(wentAway())
  })
  return body.pipe(copy)
}
