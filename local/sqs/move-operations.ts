// Message move tasks (redrive of dead letters), as operators start, watch and cancel them.
import { randomUUID } from 'node:crypto'
import { AwsError } from '../runtime/aws-error.ts'
import { invalidValue, missingParameter, wholeNumber } from './errors.ts'
import type { Desk, QueueOperation } from './exchange.ts'
import type { Move, MoveRecords } from './move-records.ts'
import type { Mover } from './moving.ts'
import { sourcesOf } from './redrive.ts'

const MOST_PER_SECOND = 500
const MOST_TASKS = 10

const noResource = (message: string) => new AwsError('ResourceNotFoundException', message, 404)

const handleOf = (move: Move, sourceArn: string) =>
  Buffer.from(JSON.stringify({ taskId: move.id, sourceArn })).toString('base64')

function readHandle(handle: string): string {
  try {
    const { taskId } = JSON.parse(Buffer.from(handle, 'base64').toString('utf8')) as { taskId?: unknown }
    return String(taskId)
  } catch {
    throw invalidValue('Value for parameter TaskHandle is invalid.')
  }
}

export function createMoveOperations({ context, queues, messages }: Desk, moves: MoveRecords, mover: Mover) {
  const findSource = (arn: string | undefined) => {
    if (!arn) throw missingParameter('SourceArn')
    const source = queues.byArn(arn)
    if (!source)
      throw noResource("The resource that you specified for the SourceArn parameter doesn't exist.")
    return source
  }

  const StartMessageMoveTask: QueueOperation = (input: {
    SourceArn?: string
    DestinationArn?: string
    MaxNumberOfMessagesPerSecond?: number
  }) => {
    const source = findSource(input.SourceArn)
    const perSecond = wholeNumber('MaxNumberOfMessagesPerSecond', input.MaxNumberOfMessagesPerSecond, [
      1,
      MOST_PER_SECOND,
    ])
    if (sourcesOf(queues, source).length === 0)
      throw invalidValue('Source queue must be configured as a Dead Letter Queue.')
    if (input.DestinationArn !== undefined && !queues.byArn(input.DestinationArn))
      throw noResource("The resource that you specified for the DestinationArn parameter doesn't exist.")
    if (input.DestinationArn === input.SourceArn)
      throw invalidValue('Source queue arn and destination queue arn cannot be the same.')
    if (moves.running().some((move) => move.source === source.name))
      throw new AwsError(
        'UnsupportedOperation',
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      )
    const move: Move = {
      id: randomUUID(),
      source: source.name,
      destinationArn: input.DestinationArn ?? null,
      perSecond: perSecond ?? null,
      status: 'RUNNING',
      moved: 0,
      toMove: messages.counts(source.name, context.clock.now()).visible,
      failure: null,
      startedAtMs: context.clock.now(),
    }
    moves.save(move)
    mover.begin(move.id)
    return { TaskHandle: handleOf(move, queues.arn(source)) }
  }

  const ListMessageMoveTasks: QueueOperation = (input: { SourceArn?: string; MaxResults?: number }) => {
    const source = findSource(input.SourceArn)
    const atMost = wholeNumber('MaxResults', input.MaxResults, [1, MOST_TASKS]) ?? 1
    const SourceArn = queues.arn(source)
    return {
      Results: moves.latest(source.name, atMost).map((move) => ({
        ...(move.status === 'RUNNING' && { TaskHandle: handleOf(move, SourceArn) }),
        Status: move.status,
        SourceArn,
        ...(move.destinationArn && { DestinationArn: move.destinationArn }),
        ...(move.perSecond && { MaxNumberOfMessagesPerSecond: move.perSecond }),
        ApproximateNumberOfMessagesMoved: move.moved,
        ApproximateNumberOfMessagesToMove: move.toMove,
        ...(move.failure && { FailureReason: move.failure }),
        StartedTimestamp: move.startedAtMs,
      })),
    }
  }

  const CancelMessageMoveTask: QueueOperation = (input: { TaskHandle?: string }) => {
    if (!input.TaskHandle) throw missingParameter('TaskHandle')
    const move = moves.find(readHandle(input.TaskHandle))
    if (!move) throw noResource('Task does not exist.')
    if (move.status !== 'RUNNING')
      throw new AwsError('UnsupportedOperation', 'Only active tasks can be cancelled.')
    moves.save({ ...move, status: 'CANCELLED' })
    return { ApproximateNumberOfMessagesMoved: move.moved }
  }

  return { StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask }
}
