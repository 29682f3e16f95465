// Whether every service a definition calls has a client here, and every action exists: better known when the machine
// is made than when the state is reached.
import { AwsError } from '../../runtime/aws-error.ts'
import type { StateGroup } from '../asl/definition.ts'
import type { Diagnostic } from '../asl/diagnostics.ts'
import { commandOf, loadModule } from '../tasks/clients.ts'
import { parseResource } from '../tasks/resource.ts'

export async function checkCommands(group: StateGroup, at = ''): Promise<Diagnostic[]> {
  const found: Diagnostic[] = []
  for (const [name, state] of Object.entries(group.States)) {
    const here = `${at}/States/${name}`
    if (state.Type === 'Task') found.push(...(await checkTask(state.Resource, `${here}/Resource`)))
    if (state.Type === 'Map')
      found.push(...(await checkCommands(state.ItemProcessor, `${here}/ItemProcessor`)))
    if (state.Type !== 'Parallel') continue
    for (const [i, branch] of state.Branches.entries()) {
      found.push(...(await checkCommands(branch, `${here}/Branches[${i}]`)))
    }
  }
  return found
}

async function checkTask(arn: string, location: string): Promise<Diagnostic[]> {
  const resource = parseResource(arn)
  if ('problem' in resource || resource.kind === 'function') return []
  const problem = (message: string): Diagnostic[] => [
    { severity: 'ERROR', code: 'INVALID_RESOURCE', message, location },
  ]
  try {
    const module = await loadModule(resource.service)
    if (commandOf(module, resource.action)) return []
    return problem(
      `The resource provided ${arn} is not recognized: ${module.name} has no ${resource.action}.`,
    )
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return problem(`${error.code}: ${error.message}`)
  }
}
