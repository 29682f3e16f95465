// An event that could not be delivered, with the reasons as message attributes.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
import type { CloudContext } from '../runtime/context.ts'
import type { Delivery, Exhausted } from './delivery.ts'
import { createClients } from './targets/clients.ts'
import type { DeliveryError } from './targets/delivery-error.ts'
import { sendToQueue } from './targets/queue.ts'

interface DeadLetter {
  delivery: Delivery
  error: DeliveryError
  /** Undefined for an error that no retry can mend. */
  exhausted: Exhausted | undefined
  queue: string
}

/** Never throws: on AWS, too, an event is lost when its dead-letter queue does not take it; here that is logged. */
export async function sendToDeadLetterQueue(context: CloudContext, letter: DeadLetter): Promise<void> {
  const { delivery, error, exhausted, queue } = letter
  const clients = createClients(context)
  const text = (value: string) => ({ DataType: 'String', StringValue: value.slice(0, 1024) || '-' })
  const attributes = {
    RULE_ARN: text(delivery.rule.Arn),
    TARGET_ARN: text(delivery.target.Arn),
    ERROR_CODE: text(error.code),
    ERROR_MESSAGE: text(error.message),
    ...(exhausted && {
      EXHAUSTED_RETRY_CONDITION: text(exhausted),
      RETRY_ATTEMPTS: text(String(delivery.failures)),
    }),
  }
  const message = {
    context,
    sender: { sourceArn: delivery.rule.Arn },
    queueArn: queue,
    text: JSON.stringify(delivery.event),
    attributes,
  }
  await sendToQueue(clients, message)
    .catch((failure: Error) =>
      context.log(
        `events: event ${delivery.event.id} is lost, its dead-letter queue refuses it: ${failure.message}`,
      ),
    )
    .finally(() => clients.destroy())
}
