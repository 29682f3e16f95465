// The first gate of CreateJob: does the request have the form the API documents? Messages name the place the way the
// service does, for instance `/outputGroups/0/outputs: Should have at least 1 items`.
import type { Shape } from './sdk-shapes.ts'

/** Every place where `value` does not have the form of `shape`; empty when all is well. */
export function findShapeErrors(value: unknown, shape: Shape, path = ''): string[] {
  switch (shape.kind) {
    case 'structure':
      return isObject(value) ? checkStructure(value, shape, path) : [`${path || '/'}: Should be object`]
    case 'map':
      if (!isObject(value)) return [`${path}: Should be object`]
      return Object.entries(value).flatMap(([key, item]) =>
        findShapeErrors(item, shape.value, `${path}/${key}`),
      )
    case 'list':
      if (!Array.isArray(value)) return [`${path}: Should be array`]
      return value.flatMap((item, index) => findShapeErrors(item, shape.item, `${path}/${index}`))
    case 'number':
      return checkNumber(value, shape, path)
    case 'string':
      return checkString(value, shape, path)
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: Should be boolean`]
    case 'other':
      return []
  }
}

function checkStructure(
  value: Record<string, unknown>,
  shape: Extract<Shape, { kind: 'structure' }>,
  path: string,
) {
  const missing = shape.required
    .filter((name) => value[name] === undefined || value[name] === null)
    .map((name) => `${path || '/'}: ${name} is a required property`)
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    const member = shape.members.get(name)
    if (!member)
      return [`${path}/${name}: Should not have additional properties: ${shape.name} has no such setting`]
    return item === null || item === undefined ? [] : findShapeErrors(item, member, `${path}/${name}`)
  })
  return [...missing, ...wrong]
}

function checkNumber(value: unknown, shape: Extract<Shape, { kind: 'number' }>, path: string): string[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) return [`${path}: Should be number`]
  if (!shape.fractional && !Number.isInteger(value)) return [`${path}: Should be integer`]
  if (shape.min !== null && value < shape.min) return [`${path}: Should be >= ${shape.min}`]
  if (shape.max !== null && value > shape.max) return [`${path}: Should be <= ${shape.max}`]
  return []
}

function checkString(value: unknown, shape: Extract<Shape, { kind: 'string' }>, path: string): string[] {
  if (typeof value !== 'string') return [`${path}: Should be string`]
  if (shape.values && !shape.values.includes(value)) {
    return [`${path}: Should be one of [${shape.values.join(', ')}]`]
  }
  if (shape.minLength !== null && value.length < shape.minLength) {
    return [`${path}: Should have a minimum length of ${shape.minLength}`]
  }
  if (shape.maxLength !== null && value.length > shape.maxLength) {
    return [`${path}: Should have a maximum length of ${shape.maxLength}`]
  }
  return []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
