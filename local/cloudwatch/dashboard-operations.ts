// Dashboards are kept and given back; nobody draws them here.
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { readList, readText } from './reading.ts'
import type { Store } from './store.ts'

interface Dashboard {
  name: string
  body: string
  modifiedAtMs: number
}

const NAME = /^[\w-]{1,255}$/
const WIDGETS = ['metric', 'text', 'log', 'alarm', 'explorer', 'custom', 'alarmStatus']
const GRID_WIDTH = 24

interface Widget {
  type?: string
  x?: number
  width?: number
  properties?: object
}

/** What CloudWatch would refuse a body for. */
function problemsOf(body: string): string[] {
  let parsed: { widgets?: Widget[] }
  try {
    parsed = JSON.parse(body) as { widgets?: Widget[] }
  } catch (error) {
    return [`The field DashboardBody must be a valid JSON object: ${(error as Error).message}`]
  }
  if (!Array.isArray(parsed.widgets)) return ['Should have required property widgets']
  return parsed.widgets.flatMap(({ type = '', x = 0, width = 6, properties }, i) => [
    ...(WIDGETS.includes(type) ? [] : [`/widgets/${i}/type: Should be one of ${WIDGETS.join(', ')}`]),
    ...(properties ? [] : [`/widgets/${i}: Should have required property properties`]),
    ...(x + width > GRID_WIDTH ? [`/widgets/${i}: is wider than the ${GRID_WIDTH} columns of the grid`] : []),
  ])
}

export function createDashboardOperations(context: CloudContext, store: Store) {
  // Dashboards are of no region.
  const arnOf = (name: string) => `arn:aws:cloudwatch::${context.accountId}:dashboard/${name}`
  const notThere = (name: string) =>
    new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist`, 404)

  return {
    PutDashboard(input: { DashboardName?: unknown; DashboardBody?: unknown }) {
      const name = readText('DashboardName', input.DashboardName)
      const body = readText('DashboardBody', input.DashboardBody)
      const problems = [
        ...(NAME.test(name) ? [] : ['The field DashboardName has other characters than A-Za-z0-9-_']),
        ...problemsOf(body),
      ]
      if (problems.length > 0) throw new AwsError('DashboardInvalidInputError', problems.join('\n'))
      store.keep('dashboard', name, { name, body, modifiedAtMs: context.clock.now() } satisfies Dashboard)
      return { DashboardValidationMessages: [] }
    },
    GetDashboard(input: { DashboardName?: unknown }) {
      const name = readText('DashboardName', input.DashboardName)
      const found = store.kept<Dashboard>('dashboard', name)
      if (!found) throw notThere(name)
      return { DashboardArn: arnOf(name), DashboardBody: found.body, DashboardName: name }
    },
    ListDashboards({ DashboardNamePrefix = '' }: { DashboardNamePrefix?: string }) {
      const found = store.allKept<Dashboard>('dashboard')
      return {
        DashboardEntries: found
          .filter(({ name }) => name.startsWith(DashboardNamePrefix))
          .map(({ name, body, modifiedAtMs }) => ({
            DashboardName: name,
            DashboardArn: arnOf(name),
            LastModified: new Date(modifiedAtMs),
            Size: Buffer.byteLength(body),
          })),
      }
    },
    DeleteDashboards({ DashboardNames }: { DashboardNames?: unknown }) {
      const names = readList<string>(DashboardNames)
      const absent = names.find((name) => !store.kept('dashboard', name))
      if (absent !== undefined) throw notThere(absent)
      for (const name of names) store.drop('dashboard', name)
      return {}
    },
  }
}
