// `deploy` and `remove`: the Serverless Framework, aimed at the target.
import { createInterface } from 'node:readline/promises'
import { createClients, type Clients } from '../aws/clients.ts'
import { describeStack, loadStack } from '../aws/stack.ts'
import { ensureSigningKeys } from '../aws/signing-keys.ts'
import { DEPLOY_LOCK, holdingLock } from '../deployment/deploy-lock.ts'
import { runServerless } from '../deployment/serverless.ts'
import { CommandError, UsageError } from '../errors.ts'
import { settleTarget } from '../settle-target.ts'
import { nameTarget } from '../target.ts'
import type { Target, TargetOptions } from '../target.ts'
import { print } from '../terminal.ts'

export async function deploy(options: TargetOptions, signal: AbortSignal): Promise<number> {
  const target = await settleTarget(options)
  await ensureSigningKeys(target)
  await holdingLock(DEPLOY_LOCK, signal, () => runServerless('deploy', target, { signal, loud: true }))
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

async function confirm(target: Target): Promise<void> {
  const question = `Remove ${target.stackName} from ${nameTarget(target)}? Uploads, media and asset records stay. `
  if (!process.stdin.isTTY) throw new UsageError('`remove` outside this machine wants --yes.')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question}Type the stage name: `).finally(() => terminal.close())
  if (answer.trim() !== target.stage) throw new CommandError('Nothing was removed.')
}

// A stack that never came up has none of them.
const RETAINED_OUTPUTS = ['IngestBucketName', 'MediaBucketName', 'AssetsTableName']

/** What outlives the stack: the template retains it, so that removing code never removes an upload. */
async function findKept(clients: Clients, target: Target): Promise<string[]> {
  const stack = await describeStack(clients, target.stackName)
  if (!stack) throw new CommandError(`The stack ${target.stackName} is not in ${nameTarget(target)}.`)
  const outputs = stack.Outputs ?? []
  return RETAINED_OUTPUTS.flatMap(
    (name) => outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? [],
  )
}

export type RemoveOptions = TargetOptions & { yes: boolean }

export async function remove(options: RemoveOptions, signal: AbortSignal): Promise<number> {
  const target = await settleTarget(options)
  const clients = createClients(target)
  const kept = await findKept(clients, target).finally(() => clients.close())
  if (!target.onThisMachine && !options.yes) await confirm(target)
  await holdingLock(DEPLOY_LOCK, signal, () => runServerless('remove', target, { signal, loud: true }))
  const rest = kept.length > 0 ? ` Kept, because they hold people's uploads: ${kept.join(', ')}.` : ''
  print(
    options.json
      ? JSON.stringify({ removed: target.stackName, kept })
      : `${target.stackName} is removed.${rest}`,
  )
  return 0
}
