// Templates carry numbers and booleans as text as often as not; CloudFormation converts them by the property's type.
import type { Tag } from '../records.ts'

export const asNumber = (value: unknown): number | undefined =>
  value === undefined ? undefined : Number(value)

export const asBoolean = (value: unknown): boolean | undefined =>
  value === undefined ? undefined : value === true || value === 'true'

/** A document given as an object or as text, as the text that the service wants. */
export const asJsonText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** Numbers and booleans anywhere below become text, as in a map of environment variables. */
export const asTextMap = (value: Record<string, unknown> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(value).map(([key, member]) => [key, String(member)]))

/** Members that are undefined left out, as the SDK's exact types want it. */
export function defined<T extends object>(members: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as { [Key in keyof T]: Exclude<T[Key], undefined> }
}

interface Tagged {
  properties: { Tags?: unknown }
  stackTags: Tag[]
}

/** The resource's own tags over the stack's. */
export function tagMap({ properties, stackTags }: Tagged): Record<string, string> {
  const own = properties.Tags ?? []
  const ownMap = Array.isArray(own) ? fromList(own as Tag[]) : asTextMap(own as Record<string, unknown>)
  return { ...fromList(stackTags), ...ownMap }
}

/** The tags as they were before an update. */
export const previousTagMap = (request: { previous: { Tags?: unknown }; previousStackTags: Tag[] }) =>
  tagMap({ properties: request.previous, stackTags: request.previousStackTags })

export const tagList = (request: Tagged): Tag[] =>
  Object.entries(tagMap(request)).map(([Key, Value]) => ({ Key, Value }))

/** For the services that write `key` and `value` in lower case. */
export const lowerCaseTags = (request: Tagged) =>
  tagList(request).map(({ Key, Value }) => ({ key: Key, value: Value }))

const fromList = (tags: Tag[]) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]))

/** What an update of tags has to do: keys that go, and all tags that shall be there, when any differ. */
export function tagChanges(request: Tagged & { previous: { Tags?: unknown }; previousStackTags: Tag[] }) {
  const wanted = tagMap(request)
  const before = previousTagMap(request)
  const gone = Object.keys(before).filter((key) => !(key in wanted))
  const isSame = gone.length === 0 && Object.keys(wanted).every((key) => wanted[key] === before[key])
  return { gone, wanted: isSame ? {} : wanted }
}
