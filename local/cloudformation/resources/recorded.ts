// Types that are taken and remembered but not carried out. Each has the reason that its event tells.
import { createHash } from 'node:crypto'
import { RECORDED_NOTE } from './outcome.ts'
import type { Made, ResourceProvider, ResourceRequest } from './provider.ts'

/** Prefix or full name of a type, with why nothing happens. Kept in step with SUPPORT.md. */
export const RECORDED_TYPES: Record<string, string> = {
  'AWS::ApiGatewayV2::ApiMapping': 'there are no custom domain names locally',
  'AWS::ApiGatewayV2::DomainName': 'there are no custom domain names locally',
  'AWS::Cognito::ManagedLoginBranding': 'the local sign-in page has one look',
  'AWS::Cognito::UserPoolUICustomizationAttachment': 'the local sign-in page has one look',
  'AWS::Events::EventBusPolicy': 'there is one account only',
  'AWS::Logs::MetricFilter': 'metrics are read of embedded metric format only',
  'AWS::Logs::QueryDefinition': 'it changes nothing that runs',
  'AWS::Scheduler::': 'the local cloud has no scheduler yet',
  'AWS::WAFv2::': 'requests are not filtered locally',
}

export const recordedReason = (type: string): string | undefined =>
  Object.entries(RECORDED_TYPES).find(([name]) =>
    name.endsWith('::') ? type.startsWith(name) : type === name,
  )?.[1]

/** The same stack and logical id give the same values, so that a second deploy sees no change. */
const digest = ({ stackId, logicalId }: ResourceRequest) =>
  createHash('sha256').update(`${stackId}/${logicalId}`).digest('hex')

const uuidOf = (hex: string) =>
  [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

interface Plausible {
  /** Absent: one is made up. */
  id?: string | undefined
  attributes?: Record<string, unknown>
}

const arnOf = ({ region, accountId }: ResourceRequest, service: string, rest: string) =>
  `arn:aws:${service}:${region}:${accountId}:${rest}`

const PLAUSIBLE: Record<string, (request: ResourceRequest, hex: string) => Plausible> = {
  'AWS::CloudWatch::Alarm': (request) => {
    const name = text(request.properties['AlarmName']) ?? request.generateName(255)
    return { id: name, attributes: { Arn: arnOf(request, 'cloudwatch', `alarm:${name}`) } }
  },
  'AWS::CloudWatch::Dashboard': (request) => ({
    id: text(request.properties['DashboardName']) ?? request.generateName(255),
  }),
  'AWS::WAFv2::WebACL': (request, hex) => {
    const [name, id] = [text(request.properties['Name']) ?? request.generateName(128), uuidOf(hex)]
    const scope = request.properties['Scope'] === 'CLOUDFRONT' ? 'global' : 'regional'
    return {
      id: `${name}|${id}|${text(request.properties['Scope'])}`,
      attributes: { Id: id, Arn: arnOf(request, 'wafv2', `${scope}/webacl/${name}/${id}`) },
    }
  },
}

const SERVICE_OF = /^AWS::(\w+)::(\w+)$/

function plausibleValues(type: string, request: ResourceRequest) {
  const hex = digest(request)
  const known = PLAUSIBLE[type]?.(request, hex)
  const [, service = '', kind = ''] = SERVICE_OF.exec(type) ?? []
  const id = known?.id ?? hex.slice(0, 14)
  const Arn = arnOf(request, service.toLowerCase(), `${kind.toLowerCase()}/${id}`)
  return { id, attributes: { Id: id, Arn, Name: request.properties['Name'] ?? id, ...known?.attributes } }
}

export function recordedProvider(type: string, reason: string): ResourceProvider {
  const note = `${RECORDED_NOTE}: ${reason}`
  return {
    applies: ['*'],
    async create(request): Promise<Made> {
      const { id, attributes = {} } = plausibleValues(type, request)
      return { physicalId: id, attributes, note }
    },
    update: async ({ physicalId, attributes }) => ({ physicalId, attributes, note }),
    remove: async () => undefined,
  }
}
