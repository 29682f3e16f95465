// Everything of CloudFront that is one configuration document and an id.
import {
  CreateCachePolicyCommand,
  CreateKeyGroupCommand,
  CreateOriginAccessControlCommand,
  CreateOriginRequestPolicyCommand,
  CreatePublicKeyCommand,
  CreateResponseHeadersPolicyCommand,
  DeleteCachePolicyCommand,
  DeleteKeyGroupCommand,
  DeleteOriginAccessControlCommand,
  DeleteOriginRequestPolicyCommand,
  DeletePublicKeyCommand,
  DeleteResponseHeadersPolicyCommand,
  GetCachePolicyCommand,
  GetKeyGroupCommand,
  GetOriginAccessControlCommand,
  GetOriginRequestPolicyCommand,
  GetPublicKeyCommand,
  GetResponseHeadersPolicyCommand,
  UpdateCachePolicyCommand,
  UpdateKeyGroupCommand,
  UpdateOriginAccessControlCommand,
  UpdateOriginRequestPolicyCommand,
  UpdatePublicKeyCommand,
  UpdateResponseHeadersPolicyCommand,
} from '@aws-sdk/client-cloudfront'
import type { Clients } from './clients.ts'
import { apiShape } from './cloudfront-shape.ts'
import { unlessGone } from './outcome.ts'
import type { Made, Properties, ResourceProvider } from './provider.ts'

/* eslint-disable @typescript-eslint/no-explicit-any -- one road for seven commands whose inputs differ by one name */
type Command = new (input: any) => any
type Send = (command: any) => Promise<Answer>

interface Commands {
  Create: Command
  Get: Command
  Update: Command
  Delete: Command
}

interface Answer {
  ETag?: string
  [element: string]: unknown
}

const sender = ({ cloudfront }: Clients) => cloudfront.send.bind(cloudfront) as unknown as Send

/** `noun` as the API says it; the property of the template is `<noun>Config`. */
function configProvider(
  noun: string,
  gone: string,
  { Create, Get, Update, Delete }: Commands,
): ResourceProvider {
  const property = `${noun}Config`
  const inputOf = (properties: Properties) => {
    const config = apiShape(properties[property] as Properties)
    // The list of a key group is the one that has no quantity in the API either.
    return { [property]: noun === 'KeyGroup' ? { ...config, Quantity: undefined } : config }
  }
  const made = (answer: Answer): Made => {
    const { Id = '', CreatedTime, LastModifiedTime } = answer[noun] as Record<string, unknown>
    const attributes = { Id, CreatedTime: String(CreatedTime), LastModifiedTime: String(LastModifiedTime) }
    return { physicalId: String(Id), attributes }
  }
  return {
    applies: [property],
    required: [property],
    async create({ clients, properties, claim }) {
      const answer = made(await sender(clients)(new Create(inputOf(properties))))
      claim(answer.physicalId)
      return answer
    },
    async update({ clients, properties, physicalId: Id }) {
      const { ETag: IfMatch } = await sender(clients)(new Get({ Id }))
      return made(await sender(clients)(new Update({ Id, IfMatch, ...inputOf(properties) })))
    },
    async remove({ clients, physicalId: Id }) {
      const removing = async () => {
        const { ETag: IfMatch } = await sender(clients)(new Get({ Id }))
        await sender(clients)(new Delete({ Id, IfMatch }))
      }
      await unlessGone(removing(), gone)
    },
  }
}
/* eslint-enable @typescript-eslint/no-explicit-any */

export const cloudFrontCachePolicy = configProvider('CachePolicy', 'NoSuchCachePolicy', {
  Create: CreateCachePolicyCommand,
  Get: GetCachePolicyCommand,
  Update: UpdateCachePolicyCommand,
  Delete: DeleteCachePolicyCommand,
})

export const cloudFrontKeyGroup = configProvider('KeyGroup', 'NoSuchResource', {
  Create: CreateKeyGroupCommand,
  Get: GetKeyGroupCommand,
  Update: UpdateKeyGroupCommand,
  Delete: DeleteKeyGroupCommand,
})

export const cloudFrontOriginAccessControl = configProvider(
  'OriginAccessControl',
  'NoSuchOriginAccessControl',
  {
    Create: CreateOriginAccessControlCommand,
    Get: GetOriginAccessControlCommand,
    Update: UpdateOriginAccessControlCommand,
    Delete: DeleteOriginAccessControlCommand,
  },
)

export const cloudFrontOriginRequestPolicy = configProvider(
  'OriginRequestPolicy',
  'NoSuchOriginRequestPolicy',
  {
    Create: CreateOriginRequestPolicyCommand,
    Get: GetOriginRequestPolicyCommand,
    Update: UpdateOriginRequestPolicyCommand,
    Delete: DeleteOriginRequestPolicyCommand,
  },
)

export const cloudFrontPublicKey = configProvider('PublicKey', 'NoSuchPublicKey', {
  Create: CreatePublicKeyCommand,
  Get: GetPublicKeyCommand,
  Update: UpdatePublicKeyCommand,
  Delete: DeletePublicKeyCommand,
})

export const cloudFrontResponseHeadersPolicy = configProvider(
  'ResponseHeadersPolicy',
  'NoSuchResponseHeadersPolicy',
  {
    Create: CreateResponseHeadersPolicyCommand,
    Get: GetResponseHeadersPolicyCommand,
    Update: UpdateResponseHeadersPolicyCommand,
    Delete: DeleteResponseHeadersPolicyCommand,
  },
)
