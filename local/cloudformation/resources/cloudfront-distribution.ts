import {
  CreateDistributionCommand,
  DeleteDistributionCommand,
  GetDistributionCommand,
  UpdateDistributionCommand,
  type Distribution,
  type DistributionConfig,
} from '@aws-sdk/client-cloudfront'
import { apiShape } from './cloudfront-shape.ts'
import { unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

interface DistributionProperties extends Properties {
  DistributionConfig: Properties
}

const configOf = (request: ResourceRequest<DistributionProperties>, CallerReference: string) => ({
  Comment: '',
  ...apiShape(request.properties.DistributionConfig),
  CallerReference,
})

const made = (distribution: Distribution | undefined): Made => {
  const { Id = '', DomainName = '' } = distribution ?? {}
  return { physicalId: Id, attributes: { Id, DomainName } }
}

export const cloudFrontDistribution: ResourceProvider<DistributionProperties> = {
  applies: ['DistributionConfig'],
  records: ['Tags'],
  required: ['DistributionConfig'],
  async create(request) {
    const DistributionConfig = configOf(request, request.generateName(64)) as unknown as DistributionConfig
    const answer = await request.clients.cloudfront.send(
      new CreateDistributionCommand({ DistributionConfig }),
    )
    request.claim(answer.Distribution?.Id ?? '')
    return made(answer.Distribution)
  },
  async update(request) {
    const { clients, physicalId: Id } = request
    const now = await clients.cloudfront.send(new GetDistributionCommand({ Id }))
    const reference = now.Distribution?.DistributionConfig?.CallerReference ?? ''
    const DistributionConfig = configOf(request, reference) as unknown as DistributionConfig
    const { Distribution } = await clients.cloudfront.send(
      new UpdateDistributionCommand({ Id, IfMatch: now.ETag, DistributionConfig }),
    )
    return made(Distribution)
  },
  async remove({ clients, physicalId: Id }) {
    const disableAndDelete = async () => {
      const { ETag, Distribution } = await clients.cloudfront.send(new GetDistributionCommand({ Id }))
      const DistributionConfig = { ...Distribution?.DistributionConfig, Enabled: false } as DistributionConfig
      const disabled = await clients.cloudfront.send(
        new UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig }),
      )
      await clients.cloudfront.send(new DeleteDistributionCommand({ Id, IfMatch: disabled.ETag }))
    }
    await unlessGone(disableAndDelete(), 'NoSuchDistribution')
  },
}
