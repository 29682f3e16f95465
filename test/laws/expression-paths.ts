// What the JSONata expressions of a state read, by their syntax trees.
import { compile, expressionIn } from '../../local/states/query/expression.ts'

/** `$inspected.profile` is `['inspected', 'profile']`. */
export type ReadPath = [variable: string, ...fields: string[]]

interface Node {
  type?: string
  value?: unknown
  steps?: Node[]
  lhs?: Node
  procedure?: Node
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

function fieldsAfter(steps: Node[]): string[] {
  const end = steps.findIndex(({ type }) => type !== 'name')
  return (end < 0 ? steps : steps.slice(0, end)).map(({ value }) => String(value))
}

function pathsIn(node: Node, own: Set<string>): ReadPath[] {
  if (node.type === 'bind') own.add(String(node.lhs?.value))
  const [first, ...rest] = node.type === 'path' ? (node.steps ?? []) : []
  const isRead = first?.type === 'variable'
  const found: ReadPath[] = isRead ? [[String(first.value), ...fieldsAfter(rest)]] : []
  if (node.type === 'variable') found.push([String(node.value)])
  const inner = Object.entries(node)
    .filter(([member]) => member !== 'procedure')
    .flatMap(([member, value]) => (isRead && member === 'steps' ? rest : (value as unknown)))
  const below = inner.flatMap((value): unknown[] => (Array.isArray(value) ? value.flat() : [value]))
  return [...found, ...below.filter(isNode).flatMap((one) => pathsIn(one, own))]
}

/** The texts of a template, however deep they stand. */
const textsIn = (template: unknown): string[] => {
  if (typeof template === 'string') return [template]
  return isNode(template) ? Object.values(template).flatMap(textsIn) : []
}

/** Every path from a variable that the expression did not name itself. */
export const readPaths = (template: unknown): ReadPath[] =>
  textsIn(template).flatMap((text) => {
    const expression = expressionIn(text)
    if (expression === undefined) return []
    const own = new Set<string>()
    const paths = pathsIn(compile(expression).ast() as Node, own)
    return paths.filter(([variable]) => variable !== '' && variable !== '$' && !own.has(variable))
  })
