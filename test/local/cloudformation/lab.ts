// The engine behind a real gateway, with resource types that only write down what is done to them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type CreateStackCommandInput,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { createJournal } from '../../../local/cloudtrail/journal.ts'
import { createCloudFormationService } from '../../../local/cloudformation/service.ts'
import type { ResourceProvider, UpdateRequest } from '../../../local/cloudformation/resources/provider.ts'
import { createCallFaults } from '../../../local/gateway/faults.ts'
import { createGateway } from '../../../local/gateway/gateway.ts'
import { createActivity } from '../../../local/runtime/activity.ts'
import { realClock } from '../../../local/runtime/clock.ts'
import type { CloudContext } from '../../../local/runtime/context.ts'
import { createIdentities } from '../../../local/runtime/identities.ts'
import { NO_AUTHORITY } from '../../support/no-authority.ts'

/** A world of boxes: `Test::Box` is changed in place but for its `Kind`; `Test::Stamp` is always made anew. */
export function fakeWorld() {
  const boxes = new Map<string, Record<string, unknown>>()
  const done: string[] = []
  /** Names of boxes whose next call fails. */
  const broken = new Set<string>()
  let count = 0
  const act = (verb: string, logicalId: string) => {
    if (broken.has(logicalId)) throw new Error(`the ${logicalId} box is broken`)
    done.push(`${verb} ${logicalId}`)
  }
  const base: ResourceProvider = {
    applies: ['Name', 'Content', 'Kind', 'Size'],
    createOnly: ['Kind', 'Name'],
    nameProperty: 'Name',
    takesStackTags: true,
    async create(request) {
      act('create', request.logicalId)
      const id = (request.properties['Name'] as string) ?? `box-${++count}`
      boxes.set(id, request.properties)
      request.claim(id)
      if (request.properties['Content'] === 'explosive') throw new Error('the content went off')
      return { physicalId: id, attributes: { Arn: `arn:box:${id}`, Content: request.properties['Content'] } }
    },
    async remove(request) {
      act('remove', request.logicalId)
      boxes.delete(request.physicalId)
    },
  }
  const box: ResourceProvider = {
    ...base,
    async update(request) {
      if (request.properties['Content'] === 'explosive') throw new Error('the content went off')
      act('update', request.logicalId)
      world.onUpdate(request)
      boxes.set(request.physicalId, request.properties)
      if (request.properties['Content'] === 'half') throw new Error('it stopped half-way')
      const { physicalId, properties } = request
      return { physicalId, attributes: { Arn: `arn:box:${physicalId}`, Content: properties['Content'] } }
    },
  }
  const providers: Record<string, ResourceProvider> = { 'Test::Box': box, 'Test::Stamp': base }
  const world = {
    boxes,
    done,
    broken,
    providerOf: (type: string) => providers[type],
    onUpdate: (_request: UpdateRequest): unknown => undefined,
  }
  return world
}

export type World = ReturnType<typeof fakeWorld>

const STOPPED = /^(?!.*_IN_PROGRESS).*$/

export async function openLab(
  world: World = fakeWorld(),
  dataDir = mkdtempSync(join(tmpdir(), 'reelgate-cfn-')),
) {
  let url = ''
  const activity = createActivity()
  const context: CloudContext = {
    accountId: '000000000000',
    region: 'us-east-1',
    endpointUrl: () => url,
    dataDir,
    clock: realClock(),
    activity,
    identities: createIdentities('000000000000'),
    authority: NO_AUTHORITY,
    emitEvent: async () => undefined,
    log: () => undefined,
  }
  const service = createCloudFormationService(context, { providerOf: world.providerOf })
  const journal = createJournal(context)
  const gateway = createGateway(
    [service],
    { context, journal, faults: createCallFaults() },
    async () => undefined,
  )
  url = `http://127.0.0.1:${await gateway.listen(0)}`
  await service.start?.()
  const client = new CloudFormationClient({
    endpoint: url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })

  /** The stack once nothing more happens to it. */
  async function settled(stackName: string): Promise<Stack> {
    for (;;) {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }))
      if (STOPPED.test(Stacks![0]!.StackStatus!)) return Stacks![0]!
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const body = (template: unknown) => (typeof template === 'string' ? template : JSON.stringify(template))
  return {
    client,
    world,
    dataDir,
    settled,
    async create(template: unknown, more: Partial<CreateStackCommandInput> = {}) {
      const StackName = more.StackName ?? 'crate'
      const { StackId } = await client.send(
        new CreateStackCommand({ ...more, StackName, TemplateBody: body(template) }),
      )
      return settled(StackId!)
    },
    async update(template: unknown, more: Partial<CreateStackCommandInput> = {}) {
      const StackName = more.StackName ?? 'crate'
      await client.send(new UpdateStackCommand({ ...more, StackName, TemplateBody: body(template) }))
      return settled(StackName)
    },
    /** `STATUS LogicalId: reason`, newest first. */
    async events(stackName = 'crate') {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackName }))
      return StackEvents.map(
        (event) =>
          `${event.ResourceStatus} ${event.LogicalResourceId}` +
          (event.ResourceStatusReason ? `: ${event.ResourceStatusReason}` : ''),
      )
    },
    /** Stops everything and, unless the data folder is to be used again, removes it. */
    async close({ keepsData = false } = {}) {
      client.destroy()
      await gateway.drain()
      await service.stop?.()
      await journal.close()
      await gateway.close()
      if (!keepsData) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type Lab = Awaited<ReturnType<typeof openLab>>
