// One decode feeds every output: chains that begin alike share their beginning, and split where they part.

export interface Chain {
  /** The label the chain ends in, without brackets. */
  label: string
  filters: string[]
}

interface Node {
  children: Map<string, Node>
  labels: string[]
}

/** The filter_complex that draws every chain from `source`, for instance `0:1`. Empty without chains. */
export function buildFilterGraph(source: string, kind: 'video' | 'audio', chains: Chain[]): string[] {
  if (chains.length === 0) return []
  const root: Node = { children: new Map(), labels: [] }
  for (const { label, filters } of chains) {
    let node = root
    for (const filter of filters) {
      let next = node.children.get(filter)
      if (!next) node.children.set(filter, (next = { children: new Map(), labels: [] }))
      node = next
    }
    node.labels.push(label)
  }
  return draw(root, { input: source, prefix: `${kind[0]}${source.replace(':', '_')}` }, kind)
}

/** Draws a node whose frames come out of `input`: runs of single children stay one chain, others are split. */
function draw(
  node: Node,
  { input, prefix }: { input: string; prefix: string },
  kind: 'video' | 'audio',
): string[] {
  const run: string[] = []
  let last = node
  while (last.children.size === 1 && last.labels.length === 0) {
    const [filter, child] = [...last.children][0]!
    run.push(filter)
    last = child
  }
  const ends = last.labels.length
  const branches = [...last.children].map(([filter, child], index) => ({
    filter,
    child,
    label: `${prefix}_${index}`,
  }))
  const outputs = [...last.labels, ...branches.map(({ label }) => label)]
  const copy = kind === 'video' ? 'null' : 'anull'
  if (outputs.length > 1) run.push(`${kind === 'video' ? 'split' : 'asplit'}=${outputs.length}`)
  const head = `[${input}]${run.join(',') || copy}${outputs.map((label) => `[${label}]`).join('')}`
  const rest = branches.flatMap(({ filter, child, label }) =>
    draw({ children: new Map([[filter, child]]), labels: [] }, { input: label, prefix: label }, kind),
  )
  return ends + branches.length === 0 ? [] : [head, ...rest]
}
