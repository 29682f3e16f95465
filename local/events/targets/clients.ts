// SDK clients towards targets, one per service and identity.
import type { CloudContext } from '../../runtime/context.ts'
import type { Credentials } from '../../runtime/identities.ts'

export interface ClientSettings {
  endpoint: string
  region: string
  credentials: Credentials
  maxAttempts: number
}

/** Who calls: the target's role, or EventBridge on behalf of a rule. */
export interface Sender {
  roleArn?: string | undefined
  sourceArn: string
}

export const EVENTBRIDGE = 'events.amazonaws.com'

export function createClients(context: CloudContext) {
  const made = new Map<string, { destroy(): void }>()

  const settingsFor = ({ roleArn, sourceArn }: Sender): ClientSettings => ({
    endpoint: context.endpointUrl(),
    region: context.region,
    credentials: roleArn
      ? context.identities.issue(roleArn, 'events')
      : context.identities.issueService(EVENTBRIDGE, sourceArn),
    // Trying again is the rule's own policy.
    maxAttempts: 1,
  })

  return {
    get<T extends { destroy(): void }>(make: new (settings: ClientSettings) => T, sender: Sender): T {
      const key = `${make.name} ${sender.roleArn ?? sender.sourceArn}`
      const client = made.get(key) ?? new make(settingsFor(sender))
      made.set(key, client)
      return client as T
    },
    destroy() {
      for (const client of made.values()) client.destroy()
    },
  }
}

export type Clients = ReturnType<typeof createClients>
