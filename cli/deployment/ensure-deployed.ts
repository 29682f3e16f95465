import { join } from 'node:path'
import type { Clients } from '../aws/clients.ts'
import { describeStack } from '../aws/stack.ts'
import { pause } from '../interrupt.ts'
import { PROJECT_ROOT } from '../target.ts'
import type { Target } from '../target.ts'
import { createDeploymentRecord, fingerprintSources } from './fingerprint.ts'
import { runServerless } from './serverless.ts'
import type { ServerlessRun } from './serverless.ts'

const READY = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE'])

/** Deploys to the local cloud unless the stack stands and its sources are unchanged. Tells whether it deployed. */
export async function ensureDeployed(
  clients: Clients,
  target: Target,
  run: ServerlessRun & { data: string; onDeploy: () => void },
): Promise<boolean> {
  const record = createDeploymentRecord(join(run.data, `deployed-${target.stage}.json`))
  // The address is part of what is deployed: playback URLs begin with it.
  const fingerprint = `${fingerprintSources(PROJECT_ROOT)} ${target.endpointUrl}`
  let stack = await describeStack(clients, target.stackName)
  // Another `reelgate` on this machine may be at it.
  while (stack?.StackStatus?.endsWith('_IN_PROGRESS') && stack.StackStatus !== 'REVIEW_IN_PROGRESS') {
    await pause(500, run.signal)
    stack = await describeStack(clients, target.stackName)
  }
  const stands = READY.has(stack?.StackStatus ?? '')
  if (stands && record.matches({ fingerprint, stackId: stack?.StackId ?? '' })) return false
  run.onDeploy()
  await runServerless('deploy', target, run)
  const deployed = await describeStack(clients, target.stackName)
  record.save({ fingerprint, stackId: deployed?.StackId ?? '' })
  return true
}
