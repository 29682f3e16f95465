// Fn::* and Ref, each as a function of its argument. Arguments are resolved before, but for Fn::If, which must
// not look at the branch it does not take.
import { validationError } from '../errors.ts'
import { conditionHolds } from './conditions.ts'
import { DYNAMIC_REFERENCE } from './dynamic-reference.ts'
import { parameterValue } from './parameters.ts'
import { NO_VALUE, type Scope } from './scope.ts'
import { splitSub } from './sub.ts'

type Intrinsic = (argument: unknown, scope: Scope) => unknown

const wrongArgument = (name: string, needs: string) =>
  validationError(`Template error: every ${name} object requires ${needs}`)

export function resolveRef(name: string, scope: Scope): unknown {
  if (name in scope.pseudo) return scope.pseudo[name]
  const declaration = scope.template.Parameters[name]
  if (declaration) return parameterValue(declaration, scope.parameters[name] ?? '')
  return scope.ref(name)
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw validationError(`Template error: ${where} must resolve to a string`)
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, own] = Array.isArray(argument) ? (argument as unknown[]) : [argument, {}]
  if (typeof text !== 'string') {
    throw validationError(
      'Template error: One or more Fn::Sub intrinsic functions do not specify expected arguments.',
    )
  }
  const variables = (own ?? {}) as Record<string, unknown>
  const valueOf = (name: string) => {
    if (name in variables) return resolveValue(variables[name], scope)
    const dot = name.indexOf('.')
    if (dot < 0) return resolveRef(name, scope)
    return scope.getAtt(name.slice(0, dot), name.slice(dot + 1))
  }
  return splitSub(text)
    .map((part) =>
      'literal' in part ? part.literal : textOf(valueOf(part.name), `\${${part.name}} in Fn::Sub`),
    )
    .join('')
}

function join(argument: unknown): string {
  const [delimiter, parts] = Array.isArray(argument) ? (argument as unknown[]) : []
  if (typeof delimiter !== 'string' || !Array.isArray(parts)) {
    throw wrongArgument(
      'Fn::Join',
      'two parameters, (1) a string delimiter and (2) a list of strings to be joined.',
    )
  }
  return parts.map((part) => textOf(part, 'every part of Fn::Join')).join(delimiter)
}

function select(argument: unknown): unknown {
  const [index, list] = Array.isArray(argument) ? (argument as unknown[]) : []
  if (!Array.isArray(list)) throw wrongArgument('Fn::Select', 'two parameters: an index and a list')
  const position = Number(index)
  if (!Number.isInteger(position) || position < 0 || position >= list.length) {
    throw validationError(
      `Template error: Fn::Select cannot select nonexistent value at index ${String(index)}`,
    )
  }
  return list[position]
}

function split(argument: unknown): string[] {
  const [delimiter, text] = Array.isArray(argument) ? (argument as unknown[]) : []
  if (typeof delimiter !== 'string' || typeof text !== 'string') {
    throw wrongArgument('Fn::Split', 'two parameters, (1) a string delimiter and (2) a string to be split.')
  }
  return text.split(delimiter)
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const [map, top, second, otherwise] = (Array.isArray(argument) ? argument : []) as [
    string,
    string,
    string,
    unknown,
  ]
  const found = scope.template.Mappings[map]?.[top]?.[second]
  if (found !== undefined) return found
  const fallback = (otherwise as { DefaultValue?: unknown } | undefined)?.DefaultValue
  if (fallback !== undefined) return fallback
  throw validationError(`Template error: Unable to get mapping for ${map}::${top}::${second}`)
}

function getAtt(argument: unknown, scope: Scope): unknown {
  const [logicalId, attribute] =
    typeof argument === 'string' ? argument.split(/\.(.*)/s) : (argument as string[])
  return scope.getAtt(String(logicalId), String(attribute))
}

// The local region has what a template can ask of it: three zones.
const zones = (argument: unknown, scope: Scope) =>
  ['a', 'b', 'c'].map((zone) => `${String(argument || scope.pseudo['AWS::Region'])}${zone}`)

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (argument, scope) => resolveRef(String(argument), scope),
  'Fn::GetAtt': getAtt,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (argument, scope) => scope.importValue(textOf(argument, 'Fn::ImportValue')),
  'Fn::Base64': (argument) => Buffer.from(textOf(argument, 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': zones,
  'Fn::ToJsonString': (argument) => JSON.stringify(argument),
  'Fn::Length': (argument) => (argument as unknown[]).length,
}

const NEEDS_LANGUAGE_EXTENSIONS = new Set(['Fn::ToJsonString', 'Fn::Length'])

function checkTransform(name: string, scope: Scope) {
  const transforms = [scope.template.Transform ?? []].flat()
  if (NEEDS_LANGUAGE_EXTENSIONS.has(name) && !transforms.includes('AWS::LanguageExtensions')) {
    throw validationError(`Template error: ${name} needs the transform AWS::LanguageExtensions`)
  }
}

function choose(argument: unknown, scope: Scope): unknown {
  if (!Array.isArray(argument) || argument.length !== 3) {
    throw validationError('Template error: Fn::If requires a list argument with three elements')
  }
  const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown]
  return resolveValue(conditionHolds(condition, scope) ? whenTrue : whenFalse, scope)
}

function resolveFunction(name: string, argument: unknown, scope: Scope): unknown {
  if (name === 'Fn::If') return choose(argument, scope)
  if (name === 'Fn::Sub') return fillIn(substitute(argument, scope), scope)
  const intrinsic = INTRINSICS[name]
  if (!intrinsic) throw validationError(`Template error: the local CloudFormation does not support ${name}`)
  checkTransform(name, scope)
  return intrinsic(name === 'Ref' ? argument : resolveValue(argument, scope), scope)
}

function fillIn(text: string, { dynamicValues }: Scope): string {
  return text.replace(DYNAMIC_REFERENCE, (reference) => {
    const value = dynamicValues[reference]
    if (value === undefined)
      throw validationError(`Template error: ${reference} stands where none is looked for`)
    return value
  })
}

/** The value with every function in it carried out. Members that come out as AWS::NoValue are left out. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return fillIn(value, scope)
  if (Array.isArray(value)) {
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== NO_VALUE)
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [first] = entries
  if (first && entries.length === 1 && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
    return resolveFunction(first[0], first[1], scope)
  }
  const resolved = entries.map(([key, member]) => [key, resolveValue(member, scope)] as const)
  return Object.fromEntries(resolved.filter(([, member]) => member !== NO_VALUE))
}
