import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { InvariantError } from '../errors.ts'
import { calling } from './translate.ts'

const client = new SSMClient({})

/** @throws InvariantError when there is a parameter, and nothing in it */
export async function loadSecret(name: string): Promise<string> {
  const { Parameter } = await calling('reading a parameter', () =>
    client.send(new GetParameterCommand({ Name: name, WithDecryption: true })),
  )
  if (!Parameter?.Value) throw new InvariantError(`The parameter ${name} is empty.`)
  return Parameter.Value
}

/** A new parameter, encrypted with the account's key for them. @throws InvalidInputError when the name is taken */
export async function putSecret(name: string, value: string): Promise<void> {
  const command = { Name: name, Value: value, Type: 'SecureString', Overwrite: false } as const
  await calling('writing a parameter', () => client.send(new PutParameterCommand(command)))
}

/** Also when there is none. */
export async function deleteParameter(name: string): Promise<void> {
  await calling('deleting a parameter', async () => {
    try {
      await client.send(new DeleteParameterCommand({ Name: name }))
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error
    }
  })
}

/** A secret of Parameter Store, read once an instance: another one comes with another name and a deployment. */
export function readSecret(name: string): () => Promise<string> {
  let reading: Promise<string> | undefined
  const forget = (error: unknown) => {
    reading = undefined
    throw error
  }
  return () => (reading ??= loadSecret(name).catch(forget))
}
