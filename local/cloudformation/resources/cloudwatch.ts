import {
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import type { Tag } from '../records.ts'
import { asBoolean, asJsonText, asNumber, defined, tagChanges, tagList } from './coerce.ts'
import { unlessGone } from './outcome.ts'
import type { Document, Made, Properties, ResourceProvider, ResourceRequest } from './provider.ts'

const LONGEST_NAME = 255

type AlarmProperties = Properties & { AlarmName?: string; Tags?: Tag[] }
type DashboardProperties = Properties & { DashboardName?: string; DashboardBody?: Document }

const NUMBERS = ['Threshold', 'Period', 'EvaluationPeriods', 'DatapointsToAlarm']
const OTHERS = [
  'AlarmDescription',
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Unit',
  'ComparisonOperator',
  'TreatMissingData',
  'Metrics',
]

const alarmMade = ({ region, accountId }: ResourceRequest<AlarmProperties>, name: string): Made => ({
  physicalId: name,
  attributes: { Arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}` },
})

async function putAlarm(request: ResourceRequest<AlarmProperties>, name: string) {
  const { properties } = request
  const input = {
    AlarmName: name,
    ActionsEnabled: asBoolean(properties['ActionsEnabled']),
    ...Object.fromEntries(NUMBERS.map((member) => [member, asNumber(properties[member])])),
    ...Object.fromEntries(OTHERS.map((member) => [member, properties[member]])),
    Tags: tagList(request),
  }
  await request.clients.cloudwatch.send(
    new PutMetricAlarmCommand(defined(input) as unknown as PutMetricAlarmCommandInput),
  )
}

export const cloudWatchAlarm: ResourceProvider<AlarmProperties> = {
  applies: ['AlarmName', 'ActionsEnabled', 'Tags', ...NUMBERS, ...OTHERS],
  createOnly: ['AlarmName'],
  nameProperty: 'AlarmName',
  takesStackTags: true,
  async create(request) {
    const name = request.properties.AlarmName ?? request.generateName(LONGEST_NAME)
    await putAlarm(request, name)
    request.claim(name)
    return alarmMade(request, name)
  },
  async update(request) {
    await putAlarm(request, request.physicalId)
    const result = alarmMade(request, request.physicalId)
    const ResourceARN = String(result.attributes!['Arn'])
    // An alarm that is put again keeps the tags it had.
    const { gone: TagKeys, wanted } = tagChanges(request)
    const Tags = Object.entries(wanted).map(([Key, Value]) => ({ Key, Value }))
    const { cloudwatch } = request.clients
    if (TagKeys.length > 0) await cloudwatch.send(new UntagResourceCommand({ ResourceARN, TagKeys }))
    if (Tags.length > 0) await cloudwatch.send(new TagResourceCommand({ ResourceARN, Tags }))
    return result
  },
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [physicalId] })),
      'ResourceNotFound',
    ),
}

async function putDashboard({ clients, properties }: ResourceRequest<DashboardProperties>, name: string) {
  const DashboardBody = asJsonText(properties.DashboardBody)
  await clients.cloudwatch.send(new PutDashboardCommand({ DashboardName: name, DashboardBody }))
  return { physicalId: name }
}

export const cloudWatchDashboard: ResourceProvider<DashboardProperties> = {
  applies: ['DashboardName', 'DashboardBody'],
  required: ['DashboardBody'],
  createOnly: ['DashboardName'],
  nameProperty: 'DashboardName',
  create: (request) =>
    putDashboard(request, request.properties.DashboardName ?? request.generateName(LONGEST_NAME)),
  update: (request) => putDashboard(request, request.physicalId),
  remove: ({ clients, physicalId }) =>
    unlessGone(
      clients.cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: [physicalId] })),
      'ResourceNotFound',
      'DashboardNotFoundError',
    ),
}
