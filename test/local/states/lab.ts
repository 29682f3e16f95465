// The Step Functions service alone, on a virtual clock and a fake AWS.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createActivity } from '../../../local/runtime/activity.ts'
import { virtualClock, type Clock } from '../../../local/runtime/clock.ts'
import type { CloudContext, ServiceEvent } from '../../../local/runtime/context.ts'
import { createIdentities } from '../../../local/runtime/identities.ts'
import type { OperationService } from '../../../local/runtime/service.ts'
import { createStatesService } from '../../../local/states/service.ts'
import { openFakeAws, type FakeAws } from './fake-aws.ts'
import { NO_AUTHORITY } from '../../support/no-authority.ts'

export const ROLE = 'arn:aws:iam::000000000000:role/workflow'
export const INVOKE = 'arn:aws:states:::lambda:invoke'
export const INVOKE_AND_WAIT = 'arn:aws:states:::lambda:invoke.waitForTaskToken'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export interface Event {
  id: number
  previousEventId: number
  type: string
  /** The member named after the type. */
  [details: string]: unknown
}

/** What operations answer: each only some of it. */
export interface Reply {
  stateMachineArn: string
  executionArn: string
  name: string
  status: string
  input: string
  output: unknown
  error: string
  cause: string
  startDate: number
  stopDate: number
  redriveStatus: string
  definition: string
  revisionId: string
  stateMachineVersionArn: string
  stateMachineVersions: unknown[]
  stateMachines: { name: string }[]
  executions: { name: string; status: string; executionArn: string }[]
  events: Event[]
  nextToken: string | undefined
}

/** The details of an event of a type, undefined when there is none. */
export function detailsOf(events: Event[], type: string): Record<string, unknown> | undefined {
  const name = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`
  return events.find((event) => event.type === type)?.[name] as Record<string, unknown> | undefined
}

export interface Lab {
  aws: FakeAws
  events: ServiceEvent[]
  lines: string[]
  context: CloudContext
  /** Calls an operation as the gateway does. */
  call(operation: string, input: unknown): Promise<Reply>
  /** Makes a machine of `states` and starts it; the first state is the entry. */
  start(states: object, input?: unknown, machine?: object): Promise<string>
  /** `start`, and waits until nothing moves any more. */
  run(states: object, input?: unknown, machine?: object): Promise<Reply>
  describe(executionArn: string): Promise<Reply>
  history(executionArn: string): Promise<Event[]>
  types(executionArn: string): Promise<string[]>
  idle(): Promise<void>
  advance(byMs: number): Promise<void>
  /** The service dies and another begins on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

export const machineOf = (states: object, more: object = {}) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more })

export const newDataDir = () => mkdtempSync(join(tmpdir(), 'reelgate-states-'))

/** Time stands still until a test moves it: how long a busy machine takes for a step is no time of an execution. */
function stillClock(): Clock {
  const nowMs = Date.now()
  return {
    now: () => nowMs,
    at(atMs, run) {
      const due = atMs <= nowMs ? setImmediate(run) : undefined
      return { cancel: () => clearImmediate(due) }
    },
  }
}

export async function openLab(dataDir = newDataDir()): Promise<Lab> {
  const clock = virtualClock(stillClock())
  const activity = createActivity()
  const events: ServiceEvent[] = []
  const lines: string[] = []
  let service: OperationService
  let machines = 0
  const aws = await openFakeAws(({ target, input }: { target: string; input: unknown }) =>
    lab.call(target.split('.')[1] as string, input),
  )
  const context: CloudContext = {
    accountId: '000000000000',
    region: 'us-east-1',
    endpointUrl: () => aws.url,
    dataDir,
    clock,
    activity,
    identities: createIdentities('000000000000'),
    authority: NO_AUTHORITY,
    emitEvent: async (event) => void events.push(event),
    log: (line) => void lines.push(line),
  }
  const begin = async () => {
    service = createStatesService(context)
    await service.start?.()
  }
  const lab: Lab = {
    aws,
    events,
    lines,
    context,
    async call(operation, input) {
      const run = service.operations[operation]
      if (!run) throw new Error(`no operation ${operation}`)
      const call = { caller: context.identities.resolve(undefined), requestId: 'r', headers: {} }
      return JSON.parse(JSON.stringify(await run(input, call))) as Reply
    },
    async start(states, input = {}, machine = {}) {
      const name = `machine-${++machines}`
      const definition = machineOf(states, machine)
      const { stateMachineArn } = await lab.call('CreateStateMachine', { name, definition, roleArn: ROLE })
      const started = await lab.call('StartExecution', { stateMachineArn, input: JSON.stringify(input) })
      return started.executionArn
    },
    async run(states, input, machine) {
      const arn = await lab.start(states, input, machine)
      await activity.idle()
      return lab.describe(arn)
    },
    async describe(executionArn) {
      const described = await lab.call('DescribeExecution', { executionArn })
      return {
        ...described,
        output: described.output === undefined ? undefined : JSON.parse(described.output as string),
      }
    },
    async history(executionArn) {
      const { events: found } = await lab.call('GetExecutionHistory', { executionArn, maxResults: 1000 })
      return found
    },
    types: async (arn) => (await lab.history(arn)).map(({ type }) => type),
    idle: () => activity.idle(),
    advance: (byMs) => clock.advance(byMs, () => activity.idle()),
    async restart() {
      await service.stop?.()
      await begin()
    },
    async close() {
      await service.stop?.()
      await aws.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  await begin()
  return lab
}
