// Where a state machine's definition comes from, and what DefinitionSubstitutions put into it.
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { parse as parseYaml } from 'yaml'
import { validationError } from '../errors.ts'
import type { ResourceRequest } from './provider.ts'

export type DefinitionProperties = {
  Definition?: object
  DefinitionString?: string
  DefinitionS3Location?: { Bucket: string; Key: string; Version?: string }
  DefinitionSubstitutions?: Record<string, unknown>
}

type Request = ResourceRequest<DefinitionProperties>

/** `${Name}` in every text below, keys included; names without a substitution stay as they are. */
export function substitute(text: string, substitutions: Record<string, unknown>): string {
  return text.replace(/\$\{([a-zA-Z0-9_.]+)\}/g, (whole, name: string) =>
    name in substitutions ? String(substitutions[name]) : whole,
  )
}

function substituteDeep(value: unknown, substitutions: Record<string, unknown>): unknown {
  if (typeof value === 'string') return substitute(value, substitutions)
  if (Array.isArray(value)) return value.map((item) => substituteDeep(item, substitutions))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  return Object.fromEntries(
    members.map(([key, member]) => [substitute(key, substitutions), substituteDeep(member, substitutions)]),
  )
}

type Location = NonNullable<DefinitionProperties['DefinitionS3Location']>

async function fromS3({ clients }: Request, { Bucket, Key, Version }: Location): Promise<string> {
  const location = { Bucket, Key, ...(Version ? { VersionId: Version } : {}) }
  const { Body } = await clients.s3.send(new GetObjectCommand(location))
  const text = (await Body?.transformToString()) ?? ''
  return /\.ya?ml$/.test(Key) ? JSON.stringify(parseYaml(text)) : text
}

/** The definition as the text CreateStateMachine takes. */
export async function definitionText(request: Request): Promise<string> {
  const {
    Definition,
    DefinitionString,
    DefinitionS3Location,
    DefinitionSubstitutions = {},
  } = request.properties
  if (Definition !== undefined) return JSON.stringify(substituteDeep(Definition, DefinitionSubstitutions))
  if (DefinitionString !== undefined) return substitute(DefinitionString, DefinitionSubstitutions)
  if (DefinitionS3Location !== undefined) {
    return substitute(await fromS3(request, DefinitionS3Location), DefinitionSubstitutions)
  }
  throw validationError(
    'Properties validation failed: one of Definition, DefinitionString and DefinitionS3Location is required',
  )
}
