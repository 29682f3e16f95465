// Alarms and dashboards from a template, on the real local CloudWatch.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import { openLab } from '../gateway/lab.ts'
import type { Lab } from '../gateway/lab.ts'
import { settledStack } from '../../support/settled-stack.ts'

let lab: Lab
let stacks: CloudFormationClient
let cloudWatch: CloudWatchClient
beforeAll(async () => {
  lab = await openLab()
  stacks = new CloudFormationClient(lab.config)
  cloudWatch = new CloudWatchClient(lab.config)
})
afterAll(() => lab.close())

const StackName = 'watched'

const settled = (nameOrId: string) => settledStack(stacks, nameOrId)

const template = (changes: object = {}, title = 'Sales') =>
  JSON.stringify({
    Resources: {
      Low: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Namespace: 'Shop',
          MetricName: 'Stock',
          Statistic: 'Minimum',
          // A template writes numbers as text as often as not.
          Period: '300',
          EvaluationPeriods: '1',
          Threshold: '2',
          ComparisonOperator: 'LessThanThreshold',
          ...changes,
        },
      },
      Board: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardBody: {
            'Fn::Sub': JSON.stringify({
              widgets: [{ type: 'text', properties: { markdown: `${title} in \${AWS::Region}` } }],
            }),
          },
        },
      },
    },
    Outputs: {
      Alarm: { Value: { Ref: 'Low' } },
      AlarmArn: { Value: { 'Fn::GetAtt': 'Low.Arn' } },
      Board: { Value: { Ref: 'Board' } },
    },
  })

async function outputs() {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }))
  const pairs = Stacks![0]!.Outputs!.map(
    ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
  )
  return Object.fromEntries(pairs)
}
const alarmNamed = async (name: string) =>
  (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms![0]

test('an alarm and a dashboard are made, changed in place, and taken away with their stack', async () => {
  const Tags = [{ Key: 'Project', Value: 'shop' }]
  const { StackId } = await stacks.send(new CreateStackCommand({ StackName, TemplateBody: template(), Tags }))
  expect(await settled(StackId!)).toBe('CREATE_COMPLETE')
  const made = await outputs()
  expect(await alarmNamed(made['Alarm']!)).toMatchObject({
    AlarmArn: made['AlarmArn'],
    Period: 300,
    Threshold: 2,
    StateValue: 'INSUFFICIENT_DATA',
  })
  const { Tags: kept } = await cloudWatch.send(
    new ListTagsForResourceCommand({ ResourceARN: made['AlarmArn'] }),
  )
  expect(kept).toEqual(Tags)

  const TemplateBody = template({ Threshold: 9, AlarmDescription: 'Order more' }, 'Stock')
  await stacks.send(new UpdateStackCommand({ StackName, TemplateBody, Tags }))
  expect(await settled(StackId!)).toBe('UPDATE_COMPLETE')
  expect(await outputs()).toEqual(made)
  expect(await alarmNamed(made['Alarm']!)).toMatchObject({ Threshold: 9, AlarmDescription: 'Order more' })
  const board = () => cloudWatch.send(new GetDashboardCommand({ DashboardName: made['Board'] }))
  expect((await board()).DashboardBody).toContain(`Stock in ${lab.config.region}`)

  await stacks.send(new DeleteStackCommand({ StackName }))
  expect(await settled(StackId!)).toBe('DELETE_COMPLETE')
  expect(await alarmNamed(made['Alarm']!)).toBeUndefined()
  await expect(board()).rejects.toMatchObject({ name: 'ResourceNotFound' })
})

test('a dashboard that CloudWatch would refuse is refused, and the stack is taken back', async () => {
  const Properties = { DashboardBody: { widgets: [{ type: 'metrics', properties: {} }] } }
  const TemplateBody = JSON.stringify({
    Resources: { Board: { Type: 'AWS::CloudWatch::Dashboard', Properties } },
  })
  const { StackId } = await stacks.send(new CreateStackCommand({ StackName: 'wrong', TemplateBody }))
  expect(await settled(StackId!)).toBe('ROLLBACK_COMPLETE')
})
