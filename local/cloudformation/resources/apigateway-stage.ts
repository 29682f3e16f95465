import {
  CreateDeploymentCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  DeleteStageCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import { asBoolean, asTextMap, defined, tagChanges, tagMap } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Flag, Properties, ResourceProvider } from './provider.ts'

type StageProperties = Properties & {
  ApiId: string
  Tags?: unknown
  StageName: string
  AutoDeploy?: Flag
  DeploymentId?: string
  Description?: string
  StageVariables?: Record<string, unknown>
}

type DeploymentProperties = Properties & { ApiId: string; StageName?: string; Description?: string }

function changeable({ AutoDeploy, DeploymentId, Description, StageVariables }: StageProperties) {
  return {
    AutoDeploy: asBoolean(AutoDeploy) ?? false,
    Description: Description ?? '',
    StageVariables: asTextMap(StageVariables),
    ...defined({ DeploymentId }),
  }
}

export const apiGatewayStage: ResourceProvider<StageProperties> = {
  applies: ['ApiId', 'StageName', 'AutoDeploy', 'DeploymentId', 'Description', 'StageVariables', 'Tags'],
  records: ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'AccessPolicyId'],
  required: ['ApiId', 'StageName'],
  createOnly: ['ApiId', 'StageName'],
  takesStackTags: true,
  async create(request) {
    const { ApiId, StageName } = request.properties
    const input = { ApiId, StageName, ...changeable(request.properties), Tags: tagMap(request) }
    await request.clients.apigateway.send(new CreateStageCommand(input))
    return { physicalId: StageName }
  },
  async update(request) {
    const { clients, properties, physicalId: StageName } = request
    const { ApiId } = properties
    await clients.apigateway.send(new UpdateStageCommand({ ApiId, StageName, ...changeable(properties) }))
    const ResourceArn = `arn:aws:apigateway:${request.region}::/apis/${ApiId}/stages/${StageName}`
    const { gone: TagKeys, wanted: Tags } = tagChanges(request)
    if (TagKeys.length > 0) await clients.apigateway.send(new UntagResourceCommand({ ResourceArn, TagKeys }))
    if (Object.keys(Tags).length > 0)
      await clients.apigateway.send(new TagResourceCommand({ ResourceArn, Tags }))
    return { physicalId: StageName }
  },
  remove: ({ clients, properties: { ApiId }, physicalId: StageName }) =>
    unlessGone(clients.apigateway.send(new DeleteStageCommand({ ApiId, StageName })), 'NotFoundException'),
}

/** A deployment is never changed: what it froze stays. */
export const apiGatewayDeployment: ResourceProvider<DeploymentProperties> = {
  applies: ['ApiId', 'StageName', 'Description'],
  required: ['ApiId'],
  async create({ clients, properties: { ApiId, StageName, Description } }) {
    const input = { ApiId, ...defined({ StageName, Description }) }
    const { DeploymentId } = await clients.apigateway.send(new CreateDeploymentCommand(input))
    return { physicalId: DeploymentId!, attributes: { DeploymentId } }
  },
  remove: ({ clients, properties: { ApiId }, physicalId: DeploymentId }) =>
    unlessGone(
      clients.apigateway.send(new DeleteDeploymentCommand({ ApiId, DeploymentId })),
      'NotFoundException',
    ),
}
