import type { Shape } from '../shapes/sdk-shapes.ts'
import { SUPPORTED } from './supported.ts'

/** Each valid setting of `value` that the engine does not carry out, as `path (value)`. */
export function findUnsupported(value: unknown, shape: Shape, path = ''): string[] {
  if (value === null || value === undefined) return []
  switch (shape.kind) {
    case 'list':
      return (value as unknown[]).flatMap((item, index) =>
        findUnsupported(item, shape.item, `${path}/${index}`),
      )
    case 'map':
      return Object.entries(value).flatMap(([key, item]) =>
        findUnsupported(item, shape.value, `${path}/${key}`),
      )
    case 'structure':
      return Object.entries(value).flatMap(([name, item]) =>
        item === null ? [] : checkMember(item, shape, name, `${path}/${name}`),
      )
    default:
      return []
  }
}

function checkMember(
  value: unknown,
  shape: Extract<Shape, { kind: 'structure' }>,
  name: string,
  path: string,
) {
  const support = SUPPORTED[shape.name]?.[name]
  if (support === undefined) return [isScalar(value) ? `${path} (${String(value)})` : path]
  if (support === 'hint') return []
  if (support !== true)
    return support.includes(value as string | number) ? [] : [`${path} (${String(value)})`]
  return findUnsupported(value, shape.members.get(name)!, path)
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object'
}
