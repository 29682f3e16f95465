// `Tags.member.1.Key=a` and `Attributes.entry.1.key=b` become arrays and maps.

type Node = string | { [name: string]: Node }

/** Values stay strings, as they are on the wire; `member` lists become arrays, `entry` lists become objects. */
export function nestParameters(parameters: Iterable<readonly [string, string]>): Record<string, unknown> {
  const root = Object.create(null) as { [name: string]: Node }
  for (const [name, value] of parameters) put(root, name.split('.'), value)
  return shapeMembers(root)
}

function put(node: { [name: string]: Node }, path: string[], value: string): void {
  const [head = '', ...rest] = path
  if (rest.length === 0) {
    node[head] = value
    return
  }
  const child = node[head]
  const next = typeof child === 'object' ? child : (Object.create(null) as { [name: string]: Node })
  node[head] = next
  put(next, rest, value)
}

const shapeMembers = (node: { [name: string]: Node }) =>
  Object.fromEntries(Object.entries(node).map(([name, child]) => [name, shape(child)]))

function shape(node: Node): unknown {
  if (typeof node === 'string') return node
  const names = Object.keys(node)
  const only = names.length === 1 ? node[names[0] ?? ''] : undefined
  if (names[0] === 'member' && typeof only === 'object') return inOrder(only).map(shape)
  if (names[0] === 'entry' && typeof only === 'object') return toMap(inOrder(only))
  return shapeMembers(node)
}

const inOrder = (list: { [index: string]: Node }) =>
  Object.keys(list)
    .sort((a, b) => Number(a) - Number(b))
    .map((index) => list[index] as Node)

// IAM says Key and Value where SNS says key and value.
function toMap(entries: Node[]): Record<string, unknown> {
  const pairs = entries.map((entry) => {
    const { key, Key, value, Value } = entry as { [name: string]: Node }
    return [String(key ?? Key), shape(value ?? Value ?? '')] as const
  })
  return Object.fromEntries(pairs)
}
