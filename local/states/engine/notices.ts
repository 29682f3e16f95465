// "Step Functions Execution Status Change" on the default bus. A notice is stored with the change it tells of and
// taken away when the bus has it, so a crash between the two repeats it rather than loses it.
import type { Timer } from '../../runtime/clock.ts'
import type { CloudContext, ServiceEvent } from '../../runtime/context.ts'
import type { Execution } from '../store/executions.ts'
import type { FrameStore } from '../store/frames.ts'
import { maskTokens } from './tokens.ts'

/** How long to wait before the bus is offered a notice again; doubled every time it refuses. */
const RETRY_MS = { first: 5_000, longest: 86_400_000 }

export interface Notices {
  /** Within the transaction of the change. */
  store(execution: Execution): void
  /** Offers what is stored to the bus, oldest first. */
  send(): void
  close(): void
}

export function createNotices(context: CloudContext, frames: FrameStore): Notices {
  let sending = false
  let waitMs = RETRY_MS.first
  let closed = false
  let again: Timer | undefined

  async function sendAll(): Promise<void> {
    for (let [next] = frames.notices(); next && !closed; [next] = frames.notices()) {
      await context.emitEvent(JSON.parse(next.data) as ServiceEvent)
      waitMs = RETRY_MS.first
      if (!closed) frames.removeNotice(next.id)
    }
  }

  const send = () => {
    if (sending || closed) return
    sending = true
    again?.cancel()
    context.activity
      .during('status events of executions', sendAll)
      .catch((error: Error) => {
        if (closed) return
        context.log(`states: the bus took no status event: ${error.message}`)
        again = context.clock.at(context.clock.now() + waitMs, send)
        waitMs = Math.min(waitMs * 2, RETRY_MS.longest)
      })
      .finally(() => (sending = false))
  }
  return {
    store: (execution) => void frames.addNotice(JSON.stringify(statusEvent(execution))),
    send,
    close() {
      closed = true
      again?.cancel()
    },
  }
}

function statusEvent(execution: Execution): ServiceEvent {
  const { arn, machineArn, name, status, startedAt, stoppedAt, error, cause } = execution
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: machineArn,
      name,
      status,
      startDate: startedAt,
      stopDate: stoppedAt ?? null,
      input: maskTokens(execution.input),
      output: execution.output === undefined ? null : maskTokens(execution.output),
      stateMachineVersionArn: execution.versionArn ?? null,
      stateMachineAliasArn: null,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redrivenAt ?? null,
      redriveStatus: status === 'RUNNING' || status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
      redriveStatusReason: status === 'RUNNING' || status === 'SUCCEEDED' ? notRedrivable(status) : null,
      inputDetails: { included: true },
      outputDetails: execution.output === undefined ? null : { included: true },
      error: error ?? null,
      cause: cause ?? null,
    },
  }
}

export const notRedrivable = (status: string) => `Execution is ${status} and cannot be redriven`
