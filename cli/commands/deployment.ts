// `deploy` and `remove`: the Serverless Framework, aimed at the target.
import { createInterface } from 'node:readline/promises'
import { createClients } from '../aws/clients.ts'
import { eraseKept, type Erased } from '../aws/erase-kept.ts'
import { findKeptResources, type KeptResource } from '../aws/kept-resources.ts'
import { describeStack, loadStack } from '../aws/stack.ts'
import { ensureSigningKeys } from '../aws/signing-keys.ts'
import { DEPLOY_LOCK, holdingLock } from '../deployment/deploy-lock.ts'
import { runServerless } from '../deployment/serverless.ts'
import { CommandError, UsageError } from '../errors.ts'
import { settleTarget } from '../settle-target.ts'
import { nameTarget } from '../target.ts'
import type { Target, TargetOptions } from '../target.ts'
import { print } from '../terminal.ts'

export type DeployOptions = TargetOptions & {
  /** `name=value`, as the framework takes them. */
  param?: string[]
}

export async function deploy(options: DeployOptions, signal: AbortSignal): Promise<number> {
  const target = await settleTarget(options)
  await ensureSigningKeys(target)
  const run = { signal, loud: true, params: options.param ?? [] }
  await holdingLock(DEPLOY_LOCK, signal, () => runServerless('deploy', target, run))
  const clients = createClients(target)
  try {
    const stack = await loadStack(clients, target)
    if (options.json) print(JSON.stringify(stack))
    else
      print(
        Object.entries(stack)
          .map(([name, value]) => `${name.padEnd(16)}${value}`)
          .join('\n'),
      )
    return 0
  } finally {
    clients.close()
  }
}

const whatGoes = (withData: boolean) =>
  withData
    ? 'Uploads, media, asset records, decisions and people go with it, for good.'
    : 'Uploads, media and asset records stay.'

async function confirm(target: Target, withData: boolean): Promise<void> {
  const question = `Remove ${target.stackName} from ${nameTarget(target)}? ${whatGoes(withData)} `
  if (!process.stdin.isTTY) throw new UsageError('`remove` outside this machine wants --yes.')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question}Type the stage name: `).finally(() => terminal.close())
  if (answer.trim() !== target.stage) throw new CommandError('Nothing was removed.')
}

async function findKept(target: Target): Promise<KeptResource[]> {
  const clients = createClients(target)
  try {
    if (await describeStack(clients, target.stackName))
      return await findKeptResources(clients.cloudFormation, target)
    throw new CommandError(`The stack ${target.stackName} is not in ${nameTarget(target)}.`)
  } finally {
    clients.close()
  }
}

const listed = (names: string[]) => names.map((name) => `\n  ${name}`).join('')

function removalText(target: Target, kept: KeptResource[], { erased, left }: Erased): string {
  const remaining = kept.map(({ logicalId, physicalId }) => `${logicalId.padEnd(18)}${physicalId}`)
  return [
    `${target.stackName} is removed.`,
    remaining.length > 0 && `Kept, because people's uploads and decisions are in it:${listed(remaining)}`,
    erased.length > 0 && `Erased:${listed(erased)}`,
    left.length > 0 && `Left, and to be erased by hand:${listed(left)}`,
  ]
    .filter(Boolean)
    .join('\n')
}

export type RemoveOptions = TargetOptions & { yes: boolean; withData: boolean }

export async function remove(options: RemoveOptions, signal: AbortSignal): Promise<number> {
  const target = await settleTarget(options)
  const found = await findKept(target)
  if (!options.yes && (options.withData || !target.onThisMachine)) await confirm(target, options.withData)
  await holdingLock(DEPLOY_LOCK, signal, () => runServerless('remove', target, { signal, loud: true }))
  const gone = options.withData ? await eraseKept(target, found) : { erased: [], left: [] }
  const kept = options.withData ? [] : found
  print(
    options.json
      ? JSON.stringify({ removed: target.stackName, kept, ...gone })
      : removalText(target, kept, gone),
  )
  return 0
}
