// The local cloud: every service behind one gateway, in one process, on one data folder.
import { resolve } from 'node:path'
import { createJournal } from './cloudtrail/journal.ts'
import { lockDataFolder } from './data-folder-lock.ts'
import { createAdmin } from './gateway/admin.ts'
import { createCallFaults } from './gateway/faults.ts'
import { createGateway } from './gateway/gateway.ts'
import { createActivity } from './runtime/activity.ts'
import type { Activity } from './runtime/activity.ts'
import { realClock, virtualClock } from './runtime/clock.ts'
import type { Clock } from './runtime/clock.ts'
import type { CloudContext } from './runtime/context.ts'
import { createIdentities } from './runtime/identities.ts'
import { keptOffset } from './runtime/kept-offset.ts'
import { createServices } from './services.ts'

export interface CloudOptions {
  /** 4566 when absent; 0 takes any free port. */
  port?: number
  /** `.reelgate` when absent. */
  dataDir?: string
  /** The region in ARNs; `AWS_REGION`, else Seoul, when absent. */
  region?: string
  /** True lets `POST /_reelgate/clock` move time forward. */
  virtualClock?: boolean
  /** One line for the operator; written to standard error when absent. */
  log?: (line: string) => void
}

export interface LocalCloud {
  /** `http://127.0.0.1:PORT` */
  url: string
  port: number
  dataDir: string
  clock: Clock
  activity: Activity
  /** Leaves running work to the next start, stops taking requests, stops the services, and writes out the journal. */
  close(): Promise<void>
}

const ACCOUNT_ID = '000000000000'
const DEFAULT_PORT = 4566
const DEFAULT_REGION = 'ap-northeast-2'

/** Throws when the port is taken (`EADDRINUSE`) or the data folder is in use (`EDATAINUSE`), saying what to do. */
export async function startCloud(options: CloudOptions = {}): Promise<LocalCloud> {
  const dataDir = resolve(options.dataDir ?? '.reelgate')
  const releaseLock = lockDataFolder(dataDir)
  try {
    return await startOn(dataDir, options, releaseLock)
  } catch (error) {
    releaseLock()
    throw error
  }
}

async function startOn(dataDir: string, options: CloudOptions, releaseLock: () => void): Promise<LocalCloud> {
  const virtual = options.virtualClock ? virtualClock(realClock(), keptOffset(dataDir)) : undefined
  let url: string | undefined
  const context: CloudContext = {
    accountId: ACCOUNT_ID,
    region: options.region ?? process.env.AWS_REGION ?? DEFAULT_REGION,
    endpointUrl: () => url ?? failNotListening(),
    dataDir,
    clock: virtual ?? realClock(),
    activity: createActivity(),
    identities: createIdentities(ACCOUNT_ID),
    authority: {
      authoriseCall: (call) => services.iam.authority.authoriseCall(call),
      authorise: (needs) => services.iam.authority.authorise(needs),
      permits: (caller, need) => services.iam.authority.permits(caller, need),
    },
    emitEvent: (event) => services.emitEvent(event),
    measure: (metric) => services.measure(metric),
    log: options.log ?? ((line) => process.stderr.write(`${line}\n`)),
  }
  const journal = createJournal(context)
  const callFaults = createCallFaults()
  const services = createServices(context)
  const admin = createAdmin({
    context,
    services: services.all.map((service) => service.signingName),
    virtual,
    callFaults,
    permissions: () => services.iam.report(),
    eventFaults: services.eventFaults,
  })
  const gateway = createGateway(services.all, { context, journal, faults: callFaults }, admin)
  const endServices = async (phase: 'halt' | 'stop') => {
    for (const service of services.all.toReversed()) {
      await service[phase]?.().catch((error: Error) =>
        context.log(`${service.signingName} stops: ${error.message}`),
      )
    }
  }
  const stopServices = async () => {
    await endServices('stop')
    await journal.close()
  }
  let port: number
  try {
    port = await gateway.listen(options.port ?? DEFAULT_PORT)
    url = `http://127.0.0.1:${port}`
    for (const service of services.all) await service.start?.()
  } catch (error) {
    await gateway.close()
    await stopServices()
    throw error
  }
  const close = async () => {
    await endServices('halt')
    await gateway.drain()
    await stopServices()
    await gateway.close()
    releaseLock()
  }
  let closing: Promise<void> | undefined
  return {
    url,
    port,
    dataDir,
    clock: context.clock,
    activity: context.activity,
    close: () => (closing ??= close()),
  }
}

function failNotListening(): never {
  throw new Error('The gateway does not listen yet: services may call each other only after start().')
}
