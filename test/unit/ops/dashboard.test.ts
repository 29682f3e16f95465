import { expect, test } from '@jest/globals'
import { createRequire } from 'node:module'

interface Widget {
  properties: { title: string; metrics: unknown[][] }
}

interface Dashboard {
  Resources: { OperationsDashboard: { Properties: { DashboardBody: { 'Fn::Sub': string } } } }
}

type Resolver = { resolveConfigurationProperty: () => Promise<object[]> }

const { dashboard } = createRequire(import.meta.url)('../../../functions/ops/dashboard.cjs') as {
  dashboard: (variables: Resolver) => Promise<Dashboard>
}

test('the dashboard has a line for each function that fails, whatever room it is in', async () => {
  const rooms = [{ inspectSource: {} }, { closeAsset: {}, watchBacklog: {} }]
  const { Resources } = await dashboard({ resolveConfigurationProperty: () => Promise.resolve(rooms) })
  const body = Resources.OperationsDashboard.Properties.DashboardBody['Fn::Sub']
  const { widgets } = JSON.parse(body) as { widgets: Widget[] }
  const graph = widgets.find(({ properties }) => properties.title === 'Functions that fail')!
  expect(graph.properties.metrics.map((metric) => metric.slice(0, 4))).toEqual([
    ['AWS/Lambda', 'Errors', 'FunctionName', '${CloseAssetLambdaFunction}'],
    ['AWS/Lambda', 'Errors', 'FunctionName', '${InspectSourceLambdaFunction}'],
    ['AWS/Lambda', 'Errors', 'FunctionName', '${WatchBacklogLambdaFunction}'],
  ])
})
