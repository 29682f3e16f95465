import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { ProviderUnavailableError } from '../errors.ts'
import { calling } from './translate.ts'

const client = new EventBridgeClient({})

/** @throws ProviderUnavailableError when the bus refuses the entry: PutEvents answers 200 for that */
export async function putEvent(
  busName: string,
  detailType: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const answer = await calling('announcing an event', () =>
    client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: busName,
            Source: 'reelgate',
            DetailType: detailType,
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    ),
  )
  const failure = answer.Entries?.find((entry) => entry.ErrorCode !== undefined)
  if (failure)
    throw new ProviderUnavailableError(
      `announcing ${detailType}: ${failure.ErrorCode}: ${failure.ErrorMessage}`,
    )
}
