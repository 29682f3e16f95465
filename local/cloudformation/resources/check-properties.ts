import { validationError } from '../errors.ts'
import type { Properties, ResourceProvider } from './provider.ts'

/** A property that the local cloud would have to ignore is refused, as a misspelt one is. */
export function checkProperties(logicalId: string, properties: Properties, provider: ResourceProvider) {
  const known = [...provider.applies, ...(provider.records ?? [])]
  const problems = [
    ...(provider.required ?? [])
      .filter((name) => properties[name] === undefined)
      .map((name) => `#: required key [${name}] not found`),
    ...Object.keys(properties)
      .filter((name) => !known.includes('*') && !known.includes(name))
      .map((name) => `#: extraneous key [${name}] is not permitted (the local cloud does not know it)`),
  ]
  if (problems.length > 0) {
    throw validationError(
      `Properties validation failed for resource ${logicalId} with message:\n${problems.join('\n')}`,
    )
  }
}
