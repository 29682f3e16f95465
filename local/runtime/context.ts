import type { Activity } from './activity.ts'
import type { Authority } from './authority.ts'
import type { Clock } from './clock.ts'
import type { Identities } from './identities.ts'

/** An event as an AWS service puts it on the default bus (PutEvents refuses `aws.*` sources from outside). */
export interface ServiceEvent {
  source: `aws.${string}`
  detailType: string
  resources: string[]
  detail: Record<string, unknown>
}

/** A number that an AWS service tells CloudWatch of itself. */
export interface ServiceMetric {
  namespace: `AWS/${string}`
  name: string
  dimensions: Record<string, string>
  value: number
  unit: 'Count' | 'Milliseconds' | 'Seconds'
}

/** What every local service is given when it is made. Services talk to each other by the AWS SDK over loopback. */
export interface CloudContext {
  readonly accountId: string
  readonly region: string
  /** `http://127.0.0.1:PORT`, known once the gateway listens; call it when a request is made, not before. */
  endpointUrl(): string
  /** The data folder, `.reelgate/` by default; a service keeps its own folder or database below it. */
  readonly dataDir: string
  readonly clock: Clock
  readonly activity: Activity
  readonly identities: Identities
  /** Judges what roles may do. The gateway asks it before every operation; a service asks for what only it knows of. */
  readonly authority: Authority
  /** Puts an event of an AWS service on the default bus. Resolves when the bus has taken it, not when it is delivered. */
  emitEvent(event: ServiceEvent): Promise<void>
  /** Absent where nobody keeps metrics. */
  measure?(metric: ServiceMetric): void
  /** One line for the operator's terminal or the log file; never a token or a secret. */
  log(line: string): void
}
