// `${Name}`, `${Name.Attribute}` and the escaped `${!Literal}` of Fn::Sub, read once for resolving and for checking.

export type SubPart = { literal: string } | { name: string }

const PLACEHOLDER = /\$\{([^}]*)\}/g

export function splitSub(text: string): SubPart[] {
  const parts: SubPart[] = []
  let end = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > end) parts.push({ literal: text.slice(end, match.index) })
    const name = match[1] as string
    parts.push(name.startsWith('!') ? { literal: `\${${name.slice(1)}}` } : { name: name.trim() })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push({ literal: text.slice(end) })
  return parts
}

/** The names a Sub asks for, without those its own second argument defines. */
export function namesInSub(argument: unknown): string[] {
  const [text, variables] = Array.isArray(argument) ? (argument as [unknown, object?]) : [argument]
  if (typeof text !== 'string') return []
  return splitSub(text).flatMap((part) =>
    'name' in part && !(part.name in (variables ?? {})) ? [part.name] : [],
  )
}
