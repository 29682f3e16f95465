// Where a command goes that needs no stack: the local cloud must run, and the region is said.
import { createClients } from './aws/clients.ts'
import { CommandError } from './errors.ts'
import { readHealth } from './local-cloud/health.ts'
import { portTaken } from './session.ts'
import { chooseTarget, type Target, type TargetOptions } from './target.ts'

/** The region that the SDK would use, so that Serverless takes the same. */
export async function settleTarget(options: TargetOptions): Promise<Target> {
  const target = chooseTarget(options)
  if (target.ownCloud) {
    const { kind } = await readHealth(target.endpointUrl ?? '')
    if (kind === 'other') throw portTaken(options.port)
    if (kind === 'none') {
      throw new CommandError(
        `No local cloud runs on port ${options.port}.`,
        '`reelgate up` starts it and deploys.',
      )
    }
  }
  const clients = createClients(target)
  try {
    return { ...target, region: await clients.cloudFormation.config.region() }
  } finally {
    clients.close()
  }
}
