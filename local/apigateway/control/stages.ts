// Stages and deployments. A stage that deploys by itself serves what there is now; another serves its deployment.
import type { CloudContext } from '../../runtime/context.ts'
import { badRequest, conflict } from '../errors.ts'
import type { DeploymentRecord, StageRecord } from '../records.ts'
import type { Store } from '../store.ts'
import { checkMembers, findApi, findPart, makeId, page, pick, requireText, type Input } from './input.ts'

const MEMBERS = ['autoDeploy', 'deploymentId', 'description', 'stageVariables'] as const
const SETTINGS = ['accessLogSettings', 'defaultRouteSettings', 'routeSettings'] as const
const KNOWN = [...MEMBERS, ...SETTINGS, 'apiId', 'stageName']
const STAGE_NAME = /^(\$default|[A-Za-z0-9_-]{1,128})$/

const answer = ({ settings, ...record }: StageRecord) => ({ ...settings, ...record })

export function createStageOperations(context: CloudContext, store: Store) {
  const now = () => new Date(context.clock.now()).toISOString()

  const deploy = (apiId: string, description?: string): DeploymentRecord => {
    const deploymentId = makeId(6)
    const definition = store.definition(findApi(store, { apiId }))
    const record = { deploymentId, autoDeployed: false, createdDate: now(), definition }
    store.savePart([apiId, 'deployment', deploymentId], { ...record, ...(description && { description }) })
    return record
  }
  const autoDeployment = (apiId: string): string => {
    const deploymentId = makeId(6)
    const description = 'Automatic deployment triggered by changes to the Api configuration'
    const record = { deploymentId, autoDeployed: true, description, createdDate: now() }
    store.savePart([apiId, 'deployment', deploymentId], record)
    return deploymentId
  }
  const save = (apiId: string, record: StageRecord) => {
    const { deploymentId } = record
    if (deploymentId !== undefined && !store.part(apiId, 'deployment', deploymentId))
      throw badRequest(`Deployment ID ${deploymentId} does not exist for API ${apiId}`)
    const own = { ...record, lastUpdatedDate: now() }
    if (own.autoDeploy && own.deploymentId === undefined) own.deploymentId = autoDeployment(apiId)
    store.savePart([apiId, 'stage', own.stageName], own)
    return answer(own)
  }
  const change = (record: StageRecord, input: Input): StageRecord => ({
    ...record,
    ...pick<StageRecord>(input, MEMBERS),
    settings: { ...record.settings, ...pick<Record<string, unknown>>(input, SETTINGS) },
  })

  return {
    CreateStage(input: Input) {
      checkMembers(input, [...KNOWN, 'tags'], 'CreateStage')
      const { apiId } = findApi(store, input)
      const stageName = requireText(input, 'stageName')
      if (!STAGE_NAME.test(stageName)) throw badRequest(`Invalid stage name ${stageName}`)
      if (store.part(apiId, 'stage', stageName)) throw conflict('Stage already exists')
      const tags = (input['tags'] ?? {}) as Record<string, string>
      const dates = { createdDate: now(), lastUpdatedDate: now() }
      const empty = { stageName, autoDeploy: false, stageVariables: {}, settings: {}, tags, ...dates }
      return save(apiId, change(empty, input))
    },
    GetStage: (input: Input) => answer(findPart(store, input, ['stage', 'stageName'])),
    GetStages: (input: Input) => page(store.parts(findApi(store, input).apiId, 'stage').map(answer), input),
    UpdateStage(input: Input) {
      checkMembers(input, KNOWN, 'UpdateStage')
      const record = findPart(store, input, ['stage', 'stageName'])
      return save(String(input['apiId']), change(record, input))
    },
    DeleteStage(input: Input) {
      const { stageName } = findPart(store, input, ['stage', 'stageName'])
      store.deletePart(String(input['apiId']), 'stage', stageName)
    },
    ...deploymentOperations({ store, deploy, save }),
  }
}

interface Desk {
  store: Store
  deploy(apiId: string, description?: string): DeploymentRecord
  save(apiId: string, record: StageRecord): unknown
}

function deploymentOperations({ store, deploy, save }: Desk) {
  const show = ({ definition: _kept, ...record }: DeploymentRecord) => ({
    ...record,
    deploymentStatus: 'DEPLOYED',
  })
  return {
    CreateDeployment(input: Input) {
      checkMembers(input, ['apiId', 'stageName', 'description'], 'CreateDeployment')
      const { apiId } = findApi(store, input)
      const { stageName, description } = input as { stageName?: string; description?: string }
      const stage = stageName === undefined ? undefined : findPart(store, input, ['stage', 'stageName'])
      if (stage?.autoDeploy) throw badRequest('Deployment of a stage with AutoDeploy is not possible')
      const record = deploy(apiId, description)
      if (stage) save(apiId, { ...stage, deploymentId: record.deploymentId })
      return show(record)
    },
    GetDeployment: (input: Input) => show(findPart(store, input, ['deployment', 'deploymentId'])),
    GetDeployments: (input: Input) =>
      page(store.parts(findApi(store, input).apiId, 'deployment').map(show), input),
    DeleteDeployment(input: Input) {
      const apiId = String(input['apiId'])
      const { deploymentId } = findPart(store, input, ['deployment', 'deploymentId'])
      if (store.parts(apiId, 'stage').some((stage) => stage.deploymentId === deploymentId))
        throw badRequest('Active stages pointing to this deployment must be moved or deleted')
      store.deletePart(apiId, 'deployment', deploymentId)
    },
  }
}
