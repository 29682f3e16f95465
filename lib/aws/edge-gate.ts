// The keys that the viewer function at the edge asks: whatever has one is let through to nobody.
import {
  CloudFrontKeyValueStoreClient,
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore'
// The store is reached in all regions at once, which needs signatures of another kind.
import '@aws-sdk/signature-v4a'
import { setTimeout as pause } from 'node:timers/promises'
import { ConflictError, NotFoundError, ThrottledError } from '../errors.ts'
import { calling } from './translate.ts'

const client = new CloudFrontKeyValueStoreClient({})

const ATTEMPTS = 8
const LONGEST_PAUSE_MS = 500

export type EdgeGate = ReturnType<typeof edgeGate>

export function edgeGate(storeArn: string) {
  const version = async () => {
    const { ETag = '' } = await calling('looking at the edge gate', () =>
      client.send(new DescribeKeyValueStoreCommand({ KvsARN: storeArn })),
    )
    return ETag
  }

  const read = async (key: string): Promise<string | undefined> => {
    try {
      const answer = await calling('reading the edge gate', () =>
        client.send(new GetKeyCommand({ KvsARN: storeArn, Key: key })),
      )
      return answer.Value
    } catch (error) {
      if (error instanceof NotFoundError) return undefined
      throw error
    }
  }

  /** Every write is for the version of the whole store: once more when somebody else was quicker. */
  const change = async (write: (ifMatch: string) => Promise<unknown>): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        await write(await version())
        return
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error
        await pause(Math.random() * LONGEST_PAUSE_MS)
      }
    }
    throw new ThrottledError('The edge gate changes faster than it can be written.')
  }

  return {
    blockedAt: read,

    /** @param at ISO 8601: since when. */
    block: (keys: string[], at: string) =>
      change((IfMatch) => {
        const Puts = keys.map((Key) => ({ Key, Value: at }))
        return calling('closing the edge gate', () =>
          client.send(new UpdateKeysCommand({ KvsARN: storeArn, IfMatch, Puts })),
        )
      }),

    /** Unless it has been blocked anew since `blockedAt`. */
    lift: (key: string, blockedAt: string) =>
      change(async (IfMatch) => {
        if ((await read(key)) !== blockedAt) return
        await calling('opening the edge gate', () =>
          client.send(new DeleteKeyCommand({ KvsARN: storeArn, Key: key, IfMatch })),
        )
      }),
  }
}
