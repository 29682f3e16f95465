import {
  CreateApiCommand,
  DeleteApiCommand,
  DeleteCorsConfigurationCommand,
  GetApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiCommand,
  type Cors,
} from '@aws-sdk/client-apigatewayv2'
import { asBoolean, asNumber, defined, tagChanges, tagMap } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Count, Flag, Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

type ApiProperties = Properties & {
  Tags?: unknown
  Name?: string
  ProtocolType?: string
  Description?: string
  Version?: string
  RouteSelectionExpression?: string
  DisableExecuteApiEndpoint?: Flag
  CorsConfiguration?: Omit<Cors, 'AllowCredentials' | 'MaxAge'> & { AllowCredentials?: Flag; MaxAge?: Count }
}

type Request = ResourceRequest<ApiProperties>

const cors = ({ CorsConfiguration: given }: ApiProperties) =>
  given &&
  defined({
    ...given,
    AllowCredentials: asBoolean(given.AllowCredentials),
    MaxAge: asNumber(given.MaxAge),
  })

function changeable(properties: ApiProperties) {
  const { Name, Description, Version, RouteSelectionExpression, DisableExecuteApiEndpoint } = properties
  return defined({
    Name,
    Description,
    Version,
    RouteSelectionExpression,
    DisableExecuteApiEndpoint: asBoolean(DisableExecuteApiEndpoint),
    CorsConfiguration: cors(properties),
  })
}

async function made({ clients }: Request, ApiId: string): Promise<Made> {
  const { ApiEndpoint } = await clients.apigateway.send(new GetApiCommand({ ApiId }))
  return { physicalId: ApiId, attributes: { ApiId, ApiEndpoint } }
}

export const apiGatewayApi: ResourceProvider<ApiProperties> = {
  applies: [
    'Name',
    'ProtocolType',
    'Description',
    'Version',
    'RouteSelectionExpression',
    'DisableExecuteApiEndpoint',
    'CorsConfiguration',
    'Tags',
  ],
  records: ['FailOnWarnings', 'IpAddressType'],
  required: ['Name', 'ProtocolType'],
  createOnly: ['ProtocolType'],
  takesStackTags: true,
  async create(request) {
    const { Name = '', ProtocolType } = request.properties
    const input = { ...changeable(request.properties), Name, ProtocolType: ProtocolType as 'HTTP' }
    const Tags = tagMap(request)
    const { ApiId = '' } = await request.clients.apigateway.send(new CreateApiCommand({ ...input, Tags }))
    request.claim(ApiId)
    return made(request, ApiId)
  },
  async update(request) {
    const { clients, properties, previous, physicalId: ApiId } = request
    if (previous.CorsConfiguration && !properties.CorsConfiguration)
      await clients.apigateway.send(new DeleteCorsConfigurationCommand({ ApiId }))
    const defaults = { Description: '', Version: '', DisableExecuteApiEndpoint: false }
    await clients.apigateway.send(new UpdateApiCommand({ ApiId, ...defaults, ...changeable(properties) }))
    const ResourceArn = `arn:aws:apigateway:${request.region}::/apis/${ApiId}`
    const { gone: TagKeys, wanted: Tags } = tagChanges(request)
    if (TagKeys.length > 0) await clients.apigateway.send(new UntagResourceCommand({ ResourceArn, TagKeys }))
    if (Object.keys(Tags).length > 0)
      await clients.apigateway.send(new TagResourceCommand({ ResourceArn, Tags }))
    return made(request, ApiId)
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(clients.apigateway.send(new DeleteApiCommand({ ApiId: physicalId })), 'NotFoundException'),
}
