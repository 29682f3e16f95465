import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { CommandError } from '../errors.ts'
import type { Target } from '../target.ts'
import { clientConfig } from './clients.ts'

/** Asks for every asset to be indexed anew; the stack does it by itself. Needs events:PutEvents on the bus. */
export async function requestRebuild(target: Target, busName: string): Promise<void> {
  const client = new EventBridgeClient(clientConfig(target))
  const entry = {
    EventBusName: busName,
    Source: 'reelgate',
    DetailType: 'search.rebuild-requested',
    Detail: '{}',
  }
  try {
    const { Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }))
    const failure = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined)
    if (failure)
      throw new CommandError(`The event bus refuses: ${failure.ErrorCode}: ${failure.ErrorMessage}`)
  } finally {
    client.destroy()
  }
}
