// The log of one instance, with the lines Lambda puts around every request.
import { writeLogEvents } from '../runtime/log-file.ts'
import type { CloudContext } from '../runtime/context.ts'
import { roleCaller } from '../runtime/identities.ts'
import type { FunctionConfig } from './function-config.ts'
import type { Outcome } from './instance.ts'

export interface RequestReport {
  outcome: Outcome
  durationMs: number
  initMs: number | undefined
}

const TAIL_BYTES = 4096

export function openFunctionLog(context: CloudContext, config: FunctionConfig, stream: string) {
  let tail = ''
  const isKept = mayLog(context, config, stream)
  const write = (text: string) => {
    if (text.trim() === '') return
    tail = (tail + text).slice(-TAIL_BYTES)
    if (!isKept) return
    writeLogEvents(context.dataDir, config.LoggingConfig.LogGroup, [
      { timestampMs: context.clock.now(), stream, message: text },
    ])
  }
  const line = (text: string) => write(`${text}\n`)

  return {
    write,
    /** Opens a request; the returned function closes it and gives the last 4 KB it logged. */
    begin(requestId: string, isCold: boolean) {
      tail = ''
      if (isCold)
        line(`INIT_START Runtime Version: ${config.Runtime.replace('.x', '').replace('nodejs', 'nodejs:')}`)
      line(`START RequestId: ${requestId} Version: ${config.Version}`)
      return ({ outcome, durationMs, initMs }: RequestReport) => {
        const type = outcome.error?.errorType
        if (type === 'Sandbox.Timedout') {
          const said = outcome.error!.errorMessage.replace(/^.*Error: /, '')
          line(`${new Date(context.clock.now()).toISOString()} ${requestId} ${said}`)
        } else if (type?.startsWith('Runtime.')) line(`${outcome.error!.errorMessage}\n${type}`)
        line(`END RequestId: ${requestId}`)
        line(reportLine(requestId, config.MemorySize, { durationMs, initMs }))
        return Buffer.from(tail).toString('base64')
      }
    },
  }
}

export type FunctionLog = ReturnType<typeof openFunctionLog>

/** Lambda writes in the name of the function's role. What that may not write nobody reads, and no call fails of it. */
function mayLog(context: CloudContext, config: FunctionConfig, stream: string): boolean {
  const { authority, accountId, region } = context
  const caller = roleCaller(accountId, config.Role, config.FunctionName)
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${config.LoggingConfig.LogGroup}`
  const resource = `${group}:log-stream:${stream}`
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
    authority.permits(caller, { action, resource }),
  )
}

function reportLine(requestId: string, memorySizeMb: number, spent: Omit<RequestReport, 'outcome'>): string {
  const billedMs = Math.ceil(spent.durationMs + (spent.initMs ?? 0))
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${spent.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs} ms`,
    `Memory Size: ${memorySizeMb} MB`,
    ...(spent.initMs === undefined ? [] : [`Init Duration: ${spent.initMs.toFixed(2)} ms`]),
  ]
  return parts.join('\t')
}
