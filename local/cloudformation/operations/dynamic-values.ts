// Parameter Store is asked before anything is made: a parameter that is not there ends the change, with its name.
import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm'
import { validationError } from '../errors.ts'
import type { Engine } from '../engine/engine.ts'
import { DYNAMIC_REFERENCE } from '../template/dynamic-reference.ts'

const UNKNOWN_REFERENCE = /\{\{resolve:(?!ssm:[\w./-]+(?::\d+)?\}\})[^}]*\}*/

async function fetchValue({ clients }: Engine, name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await clients.ssm.send(new GetParameterCommand({ Name: name }))
    if (Parameter?.Type === 'SecureString')
      throw validationError(`SSM Secure reference is not supported in: [${name}]`)
    return Parameter?.Value
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined
    throw error
  }
}

/** By the whole reference. @throws ValidationError for other services and for parameters that are not there */
export async function fetchDynamicValues(
  engine: Engine,
  templateBody: string,
): Promise<Record<string, string>> {
  const other = UNKNOWN_REFERENCE.exec(templateBody)?.[0]
  if (other) throw validationError(`The local CloudFormation does not support the dynamic reference ${other}`)
  const values: Record<string, string> = {}
  const missing: string[] = []
  for (const [reference, name = ''] of templateBody.matchAll(DYNAMIC_REFERENCE)) {
    if (reference in values || missing.includes(name)) continue
    const value = await fetchValue(engine, name)
    if (value === undefined) missing.push(name)
    else values[reference] = value
  }
  if (missing.length > 0) {
    throw validationError(`Parameters: [${missing.map((name) => `ssm:${name}`).join(', ')}] cannot be found.`)
  }
  return values
}
