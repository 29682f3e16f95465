import { join } from 'node:path'
import type { Clients } from '../aws/clients.ts'
import { describeStack } from '../aws/stack.ts'
import { pause } from '../interrupt.ts'
import { ensureSigningKeys } from '../aws/signing-keys.ts'
import { PROJECT_ROOT } from '../target.ts'
import type { Target } from '../target.ts'
import { DEPLOY_LOCK, holdingLock } from './deploy-lock.ts'
import { createDeploymentRecord, fingerprintSources } from './fingerprint.ts'
import { runServerless } from './serverless.ts'
import type { ServerlessRun } from './serverless.ts'

const READY = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE'])

type Run = ServerlessRun & { data: string; onDeploy: () => void }

/** Deploys to the local cloud unless the stack stands and its sources are unchanged. Tells whether it deployed. */
export function ensureDeployed(clients: Clients, target: Target, run: Run): Promise<boolean> {
  return holdingLock(DEPLOY_LOCK, run.signal, () => deployIfNew(clients, target, run))
}

async function deployIfNew(clients: Clients, target: Target, run: Run): Promise<boolean> {
  const record = createDeploymentRecord(join(run.data, `deployed-${target.stage}.json`))
  const fingerprint = fingerprintSources(PROJECT_ROOT)
  let stack = await describeStack(clients, target.stackName)
  // Somebody may be at it with `serverless deploy`.
  while (stack?.StackStatus?.endsWith('_IN_PROGRESS') && stack.StackStatus !== 'REVIEW_IN_PROGRESS') {
    await pause(500, run.signal)
    stack = await describeStack(clients, target.stackName)
  }
  const stands = READY.has(stack?.StackStatus ?? '')
  if (stands && record.matches({ fingerprint, stackId: stack?.StackId ?? '' })) return false
  run.onDeploy()
  await ensureSigningKeys(target)
  await runServerless('deploy', target, run)
  const deployed = await describeStack(clients, target.stackName)
  record.save({ fingerprint, stackId: deployed?.StackId ?? '' })
  return true
}
