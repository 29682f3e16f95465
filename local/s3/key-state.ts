// Whether a key can be used at all, whoever asks. S3 keeps a data key for a while, so that it need not ask KMS for every
// object: a key that is disabled locks everybody out within that time.
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Need } from '../runtime/authority.ts'
import type { CloudContext } from '../runtime/context.ts'
import { s3Error } from './exchange.ts'

const REMEMBERED_MS = 60_000

type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'Missing'

const REFUSALS: Record<Exclude<KeyState, 'Enabled'>, (key: string) => [code: string, message: string]> = {
  Disabled: (key) => ['KMS.DisabledException', `${key} is disabled.`],
  PendingDeletion: (key) => ['KMS.KMSInvalidStateException', `${key} is pending deletion.`],
  Missing: (key) => ['KMS.NotFoundException', `Key '${key}' does not exist`],
}

export interface KeyStates {
  /** @throws KMS.DisabledException, KMS.KMSInvalidStateException, KMS.NotFoundException for what is needed of keys */
  mustBeUsable(needs: Need[]): Promise<void>
  close(): void
}

export function createKeyStates(context: CloudContext): KeyStates {
  const known = new Map<string, { state: KeyState; atMs: number }>()
  let made: KMSClient | undefined
  const client = () =>
    (made ??= new KMSClient({
      endpoint: context.endpointUrl(),
      region: context.region,
      credentials: context.identities.issueService('s3.amazonaws.com', 'arn:aws:s3:::'),
    }))
  const ask = async (key: string): Promise<KeyState> => {
    // Whoever names an alias in a request means the key that it has then.
    const KeyId = key.replace(/^.*:key\/(?=alias\/)/, '')
    try {
      const { KeyMetadata } = await client().send(new DescribeKeyCommand({ KeyId }))
      return KeyMetadata?.KeyState as KeyState
    } catch (error) {
      if ((error as Error).name === 'NotFoundException') return 'Missing'
      throw error
    }
  }
  const stateOf = async (key: string): Promise<KeyState> => {
    const now = context.clock.now()
    const remembered = known.get(key)
    if (remembered && now - remembered.atMs < REMEMBERED_MS) return remembered.state
    const state = await ask(key)
    known.set(key, { state, atMs: now })
    return state
  }
  return {
    async mustBeUsable(needs) {
      for (const key of new Set(needs.map(({ resource }) => resource))) {
        const state = await stateOf(key)
        if (state !== 'Enabled') throw s3Error(...REFUSALS[state](key), 400)
      }
    },
    close: () => made?.destroy(),
  }
}
