// What would change: one comparison for change sets and for the applying itself.
import { isDeepStrictEqual } from 'node:util'
import type { StackResource, Tag } from '../records.ts'
import type { ResourceProvider } from '../resources/provider.ts'
import type { ResourceDeclaration } from '../template/template.ts'

export interface Difference {
  /** Names of the properties that differ. */
  properties: string[]
  /** `Properties`, `Tags`, `Metadata`, `DeletionPolicy`…: CloudFormation's scopes of a change. */
  scope: string[]
  needsReplacement: boolean
}

const MEMBERS = [
  'Metadata',
  'CreationPolicy',
  'UpdatePolicy',
  'DeletionPolicy',
  'UpdateReplacePolicy',
] as const

/** The parts of a declaration beside its type and properties, for comparison. */
export const declarationMembers = (declaration: ResourceDeclaration): Record<string, unknown> =>
  Object.fromEntries(
    MEMBERS.flatMap((name) => (declaration[name] === undefined ? [] : [[name, declaration[name]]])),
  )

export interface Wanted {
  properties: Record<string, unknown>
  members: Record<string, unknown>
  tagsChanged: boolean
}

/** Undefined when nothing differs. A resource whose last update failed always differs. */
export function differenceOf(
  current: StackResource,
  wanted: Wanted,
  provider: ResourceProvider,
): Difference | undefined {
  const names = [...new Set([...Object.keys(current.properties), ...Object.keys(wanted.properties)])]
  const properties = names.filter(
    (name) => !isDeepStrictEqual(current.properties[name], wanted.properties[name]),
  )
  const members = MEMBERS.filter(
    (name) => !isDeepStrictEqual(current.declarationMembers[name], wanted.members[name]),
  ) as string[]
  const tags = wanted.tagsChanged && provider.takesStackTags ? ['Tags'] : []
  const scope = [...(properties.length > 0 ? ['Properties'] : []), ...tags, ...members]
  if (scope.length === 0 && current.status !== 'UPDATE_FAILED') return undefined
  const touches = properties.length > 0 || tags.length > 0
  const needsReplacement =
    touches && (!provider.update || properties.some((name) => provider.createOnly?.includes(name)))
  return { properties, scope, needsReplacement }
}

/** Whether only the record has to be rewritten: no call to the service is needed. */
export const changesRecordOnly = (difference: Difference, status: string) =>
  status !== 'UPDATE_FAILED' && !difference.scope.some((scope) => scope === 'Properties' || scope === 'Tags')

const sorted = (tags: Tag[]) => [...tags].sort((a, b) => (a.Key < b.Key ? -1 : 1))

export const sameTags = (left: Tag[], right: Tag[]) => isDeepStrictEqual(sorted(left), sorted(right))

/** Logical ids whose type would change, which no update may do. */
export const changedTypes = (live: Map<string, StackResource>, types: Map<string, string>): string[] =>
  [...types].flatMap(([id, type]) => (live.has(id) && live.get(id)?.type !== type ? [id] : []))
