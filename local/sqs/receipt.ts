// Receipt handles: which message, and which receive of it.
import { AwsError } from '../runtime/aws-error.ts'
import { missingParameter } from './errors.ts'

export interface Receipt {
  queue: string
  id: string
  /** Names the receive; a later one has another. */
  receipt: string
}

export const receiptHandle = ({ queue, id, receipt }: Receipt) =>
  Buffer.from(JSON.stringify([queue, id, receipt])).toString('base64')

/** Throws ReceiptHandleIsInvalid for anything that no receive from `queue` has given out. */
export function readReceipt(queue: string, handle: unknown): Receipt {
  if (typeof handle !== 'string' || handle === '') throw missingParameter('ReceiptHandle')
  const parts = parse(handle)
  if (
    !Array.isArray(parts) ||
    parts.length !== 3 ||
    parts.some((one) => typeof one !== 'string') ||
    parts[0] !== queue
  )
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    )
  const [, id, receipt] = parts as [string, string, string]
  return { queue, id, receipt }
}

function parse(handle: string): unknown {
  try {
    return JSON.parse(Buffer.from(handle, 'base64').toString('utf8'))
  } catch {
    return undefined
  }
}
