// What SQS tells CloudWatch of its queues. AWS tells zeros as long as a queue is in use; here a queue that has become
// empty tells it once.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
import type { ServiceMetric } from '../runtime/context.ts'
import type { Desk } from './exchange.ts'
import type { Queue } from './queue-records.ts'

export function createGauges({
  context,
  db,
  queues,
  messages,
}: Pick<Desk, 'context' | 'db' | 'queues' | 'messages'>) {
  const filled = new Set<string>()

  const ageSeconds = ({ name }: Queue) => {
    const oldest = db.get<{ sentAtMs: number | null }>(
      'SELECT MIN(sentAtMs) AS sentAtMs FROM messages WHERE queue = ?',
      name,
    )?.sentAtMs
    return typeof oldest !== 'number' ? 0 : Math.floor((context.clock.now() - oldest) / 1000)
  }
  const gaugesOf = (queue: Queue): ServiceMetric[] => {
    const { visible, inFlight, delayed } = messages.counts(queue.name, context.clock.now())
    const isEmpty = visible + inFlight + delayed === 0
    if (isEmpty && !filled.delete(queue.name)) return []
    if (!isEmpty) filled.add(queue.name)
    const gauge = (name: string, value: number, unit: ServiceMetric['unit'] = 'Count'): ServiceMetric => {
      return { namespace: 'AWS/SQS', name, dimensions: { QueueName: queue.name }, value, unit }
    }
    return [
      gauge('ApproximateNumberOfMessagesVisible', visible),
      gauge('ApproximateNumberOfMessagesNotVisible', inFlight),
      gauge('ApproximateNumberOfMessagesDelayed', delayed),
      gauge('ApproximateAgeOfOldestMessage', ageSeconds(queue), 'Seconds'),
    ]
  }
  return () => queues.all().flatMap(gaugesOf)
}
