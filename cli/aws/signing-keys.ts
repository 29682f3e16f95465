// The pair that signs playback cookies: the private half is written to Parameter Store and nowhere else.
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { generateKeyPairSync } from 'node:crypto'
import { clientConfig } from './clients.ts'
import { CommandError } from '../errors.ts'
import { nameTarget, type Target } from '../target.ts'
import { KEY_SLOTS, type KeySlot } from './key-slots.ts'

/** As functions/delivery/room.yml looks them up. */
const parameterNames = ({ stackName }: Target, slot: KeySlot) => ({
  publicKey: `/${stackName}/playback/${slot}/public-key`,
  privateKey: `/${stackName}/playback/${slot}/private-key`,
})

/** CloudFront takes RSA keys of this length. */
const KEY_BITS = 2048

async function withStore<T>(target: Target, work: (client: SSMClient) => Promise<T>): Promise<T> {
  const client = new SSMClient(clientConfig(target))
  try {
    return await work(client)
  } finally {
    client.destroy()
  }
}

async function isThere(client: SSMClient, name: string): Promise<boolean> {
  try {
    await client.send(new GetParameterCommand({ Name: name }))
    return true
  } catch (error) {
    if (error instanceof ParameterNotFound) return false
    throw error
  }
}

async function putPair(client: SSMClient, names: ReturnType<typeof parameterNames>, isNew: boolean) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const Overwrite = !isNew
  // The public half last: where it stands, the private one does, too.
  await client.send(
    new PutParameterCommand({ Name: names.privateKey, Value: privateKey, Type: 'SecureString', Overwrite }),
  )
  await client.send(
    new PutParameterCommand({ Name: names.publicKey, Value: publicKey, Type: 'String', Overwrite }),
  )
}

/** The names of what was written. @throws CommandError when the slot is taken, unless `replace` */
export const makeSigningKeys = (target: Target, slot: KeySlot, replace: boolean): Promise<string[]> =>
  withStore(target, async (client) => {
    const names = parameterNames(target, slot)
    const isTaken = await isThere(client, names.publicKey)
    if (isTaken && !replace) {
      throw new CommandError(
        `There is a pair in slot ${slot} of ${target.stackName} already.`,
        'Change keys by the other slot (docs/delivery.md). --replace writes over a slot that no deployment uses.',
      )
    }
    await putPair(client, names, !isTaken)
    return Object.values(names)
  })

/**
 * Before a deployment: this machine gets a pair made, elsewhere somebody does it on purpose.
 * @throws CommandError that names what is missing, before anything is made
 */
export const ensureSigningKeys = (target: Target): Promise<void> =>
  withStore(target, async (client) => {
    const slots = KEY_SLOTS.map((slot) => parameterNames(target, slot))
    for (const { publicKey } of slots) if (await isThere(client, publicKey)) return
    const [first] = slots
    if (target.onThisMachine) return putPair(client, first!, !(await isThere(client, first!.privateKey)))
    throw new CommandError(
      `The parameter ${first!.publicKey} is missing in ${nameTarget(target)}: without it nobody could be let in to play.`,
      `Run \`reelgate keys --stage ${target.stage}\` once.`,
    )
  })
