// The part of JSONPath that EventBridge knows: names, quoted names, indexes and `[*]`.
import { AwsError } from '../runtime/aws-error.ts'

const STEP = /\.([\w-]+|\*)|\[(\d+|\*)\]|\['([^']+)'\]|\["([^"]+)"\]/y

/** @throws ValidationException for what is no such path */
export function parseJsonPath(path: string): string[] {
  const steps: string[] = []
  STEP.lastIndex = 1
  if (!path.startsWith('$')) throw invalidPath(path)
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path)
    if (!match) throw invalidPath(path)
    steps.push(match[1] ?? match[2] ?? match[3] ?? match[4]!)
  }
  return steps
}

const invalidPath = (path: string) => new AwsError('ValidationException', `Invalid JsonPath: ${path}`)

/** What lies at `path`, `undefined` when nothing does. */
export function readJsonPath(root: unknown, path: string): unknown {
  return parseJsonPath(path).reduce<unknown>(step, root)
}

function step(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (key === '*') return Object.values(value)
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}
