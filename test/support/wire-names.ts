// A MediaConvert job as the SDK sends it.

/** Names on the wire begin in lower case; selectors and metadata are named by us. */
export function onTheWire(value: unknown, isNamedByUs = false): unknown {
  if (Array.isArray(value)) return value.map((item) => onTheWire(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      isNamedByUs ? name : name[0]!.toLowerCase() + name.slice(1),
      onTheWire(inner, ['AudioSelectors', 'CaptionSelectors', 'UserMetadata'].includes(name)),
    ]),
  )
}
