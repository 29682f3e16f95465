// The contract between the engine and one resource type.
import type { Tag } from '../records.ts'
import type { Clients } from './clients.ts'

/** Properties of any type; a provider names those of its own, as the template may write them. */
export type Properties = Record<string, unknown>

/** A template writes numbers and booleans as text as often as not. */
export type Count = number | string
export type Flag = boolean | string
/** A JSON document as an object or as text. */
export type Document = object | string

export interface ResourceRequest<P = Properties> {
  logicalId: string
  stackName: string
  stackId: string
  region: string
  accountId: string
  /** Resolved: no functions are left in them. */
  properties: P
  stackTags: Tag[]
  clients: Clients
  /** A name of stack, logical id and a random part, as CloudFormation gives to what has no name of its own. */
  generateName(longest: number): string
  /** To be called as soon as the resource exists, so that a failure later in `create` can still be undone. */
  claim(physicalId: string): void
}

export interface ExistingResource {
  physicalId: string
  attributes: Record<string, unknown>
}

export interface UpdateRequest<P = Properties> extends ResourceRequest<P>, ExistingResource {
  previous: P
  previousStackTags: Tag[]
}

export interface RemoveRequest<P = Properties> extends ResourceRequest<P>, ExistingResource {}

export interface Made {
  physicalId: string
  /** What Ref gives; the physical id when absent. */
  ref?: unknown
  attributes?: Record<string, unknown>
  /** Said in the event of a resource that is only recorded. */
  note?: string
}

export interface ResourceProvider<P = Properties> {
  /** Properties that are carried out. Any other is refused, so that nothing is ignored in silence. */
  applies: readonly string[]
  /** Properties that are taken but have no effect in the local cloud; each is listed in SUPPORT.md. */
  records?: readonly string[]
  required?: readonly string[]
  /** A change of one of these needs a new resource. */
  createOnly?: readonly string[]
  /** The property that names the resource: two of one name cannot exist while one replaces the other. */
  nameProperty?: string
  /** Whether the stack's tags go onto the resource. */
  takesStackTags?: boolean
  create(request: ResourceRequest<P>): Promise<Made>
  /** Absent: every change needs a new resource. */
  update?(request: UpdateRequest<P>): Promise<Made>
  remove(request: RemoveRequest<P>): Promise<void>
}
