import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { InvariantError } from '../errors.ts'
import { calling } from './translate.ts'

const client = new SSMClient({})

/** A secret of Parameter Store, read once an instance: another one comes with another name and a deployment. */
export function readSecret(name: string): () => Promise<string> {
  let reading: Promise<string> | undefined
  const read = async () => {
    const { Parameter } = await calling('reading a parameter', () =>
      client.send(new GetParameterCommand({ Name: name, WithDecryption: true })),
    )
    if (!Parameter?.Value) throw new InvariantError(`The parameter ${name} is empty.`)
    return Parameter.Value
  }
  const forget = (error: unknown) => {
    reading = undefined
    throw error
  }
  return () => (reading ??= read().catch(forget))
}
