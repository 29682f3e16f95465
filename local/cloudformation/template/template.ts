// The template as it was sent: JSON, or YAML with CloudFormation's short tags, read into one plain shape.
import { parse as parseYaml } from 'yaml'
import type { CollectionTag, ScalarTag } from 'yaml'
import { validationError } from '../errors.ts'

export interface ResourceDeclaration {
  Type: string
  Properties?: Record<string, unknown>
  DependsOn?: string | string[]
  Condition?: string
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
  Metadata?: unknown
  CreationPolicy?: unknown
  UpdatePolicy?: unknown
}

export interface ParameterDeclaration {
  Type: string
  Default?: unknown
  AllowedValues?: unknown[]
  AllowedPattern?: string
  ConstraintDescription?: string
  Description?: string
  MinLength?: number | string
  MaxLength?: number | string
  MinValue?: number | string
  MaxValue?: number | string
  NoEcho?: boolean | string
}

export interface OutputDeclaration {
  Value: unknown
  Description?: string
  Condition?: string
  Export?: { Name: unknown }
}

export interface Template {
  AWSTemplateFormatVersion?: string
  Description?: string
  Transform?: string | string[]
  Metadata?: unknown
  Parameters: Record<string, ParameterDeclaration>
  Mappings: Record<string, Record<string, Record<string, unknown>>>
  Conditions: Record<string, unknown>
  Resources: Record<string, ResourceDeclaration>
  Outputs: Record<string, OutputDeclaration>
}

const LONGEST_TEMPLATE_BYTES = 1_000_000

const LONG_FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
]

const scalarTag = (
  tag: string,
  key: string,
  read: (text: string) => unknown = (text) => text,
): ScalarTag => ({
  tag,
  resolve: (text) => ({ [key]: read(text) }),
})

const collectionTag = (tag: string, key: string, collection: 'seq' | 'map'): CollectionTag => ({
  tag,
  collection,
  resolve: (value) => ({ [key]: value.toJSON() as unknown }),
})

// `!GetAtt Queue.Arn` is the long form's list; only the first dot parts the name from the attribute.
const splitAttribute = (text: string) => [text.slice(0, text.indexOf('.')), text.slice(text.indexOf('.') + 1)]

const SHORT_TAGS = [
  scalarTag('!Ref', 'Ref'),
  scalarTag('!Condition', 'Condition'),
  scalarTag('!GetAtt', 'Fn::GetAtt', splitAttribute),
  collectionTag('!GetAtt', 'Fn::GetAtt', 'seq'),
  ...LONG_FUNCTIONS.flatMap((name) => [
    scalarTag(`!${name}`, `Fn::${name}`),
    collectionTag(`!${name}`, `Fn::${name}`, 'seq'),
    collectionTag(`!${name}`, `Fn::${name}`, 'map'),
  ]),
]

function readDocument(body: string): unknown {
  if (/^\s*\{/.test(body)) {
    try {
      return JSON.parse(body) as unknown
    } catch (error) {
      throw validationError(`Template format error: JSON not well-formed. (${(error as Error).message})`)
    }
  }
  try {
    return parseYaml(body, { customTags: SHORT_TAGS, schema: 'core', logLevel: 'error', maxAliasCount: 100 })
  } catch (error) {
    throw validationError(`Template format error: YAML not well-formed. (${(error as Error).message})`)
  }
}

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Transform',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
])

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function checkSections(document: Record<string, unknown>) {
  for (const unsupported of ['Rules', 'Hooks']) {
    if (unsupported in document) {
      throw validationError(
        `Template format error: the local CloudFormation does not support the ${unsupported} section`,
      )
    }
  }
  const unknown = Object.keys(document).filter((section) => !SECTIONS.has(section))
  if (unknown.length > 0) {
    throw validationError(`Invalid template property or properties [${unknown.join(', ')}]`)
  }
  for (const section of ['Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs']) {
    if (document[section] !== undefined && !isObject(document[section])) {
      throw validationError(`Template format error: ${section} must be an object.`)
    }
  }
}

const RESOURCE_MEMBERS = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
  'CreationPolicy',
  'UpdatePolicy',
])

function checkResource(id: string, resource: unknown) {
  if (!/^[a-zA-Z0-9]+$/.test(id)) {
    throw validationError(`Template format error: Resource name ${id} is non alphanumeric.`)
  }
  if (!isObject(resource)) {
    throw validationError('Template format error: Every Resources member must be an object.')
  }
  if (typeof resource['Type'] !== 'string') {
    throw validationError(
      `Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`,
    )
  }
  const unknown = Object.keys(resource).filter((member) => !RESOURCE_MEMBERS.has(member))
  if (unknown.length > 0) {
    throw validationError(`Invalid template resource property '${unknown[0]}'`)
  }
}

/** Reads and checks the shape of a template. Throws ValidationError in CloudFormation's words. */
export function parseTemplate(body: string): Template {
  if (Buffer.byteLength(body) > LONGEST_TEMPLATE_BYTES) {
    throw validationError(`Template may not exceed ${LONGEST_TEMPLATE_BYTES} bytes in size.`)
  }
  const document = readDocument(body)
  if (!isObject(document)) throw validationError('Template format error: unsupported structure.')
  checkSections(document)
  const resources = document['Resources']
  if (!isObject(resources) || Object.keys(resources).length === 0) {
    throw validationError('Template format error: At least one Resources member must be defined.')
  }
  for (const [id, resource] of Object.entries(resources)) checkResource(id, resource)
  for (const [name, output] of Object.entries((document['Outputs'] ?? {}) as Record<string, unknown>)) {
    if (!isObject(output) || output['Value'] === undefined) {
      throw validationError(`Template format error: Output ${name} is malformed.`)
    }
  }
  return { Parameters: {}, Mappings: {}, Conditions: {}, Outputs: {}, ...document } as unknown as Template
}
