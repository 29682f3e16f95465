// The secrets of the endpoints: one SecureString a piece, below the prefix of the stage.
import { deleteParameter, loadSecret, putSecret } from '../../lib/aws/parameters.ts'

export type WebhookSecrets = ReturnType<typeof webhookSecrets>

export function webhookSecrets(prefix: string) {
  const nameOf = (endpointId: string) => `${prefix}/${endpointId}`
  // An endpoint keeps its secret as long as it lives, and its id is never given again.
  const known = new Map<string, string>()
  return {
    async load(endpointId: string): Promise<string> {
      const secret = known.get(endpointId) ?? (await loadSecret(nameOf(endpointId)))
      known.set(endpointId, secret)
      return secret
    },
    save: (endpointId: string, secret: string) => putSecret(nameOf(endpointId), secret),
    async remove(endpointId: string): Promise<void> {
      known.delete(endpointId)
      await deleteParameter(nameOf(endpointId))
    },
  }
}
