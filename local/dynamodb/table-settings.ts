// Settings of a table that the library does not know: recorded and given back, a few of them carried out.
import { AwsError, notSupported } from '../runtime/aws-error.ts'
import { changeIndexes } from './indexes.ts'
import type { Json, Library } from './library.ts'
import type { Records } from './records.ts'
import { changeTable } from './tables.ts'

// Members of CreateTable and UpdateTable that are recorded here.
const RECORDED = ['SSESpecification', 'DeletionProtectionEnabled', 'TableClass', 'OnDemandThroughput']

type SettingOperation = (input: Json) => Promise<Json>

export function tableSettings(library: Library, records: Records): Record<string, SettingOperation> {
  const mustExist = (input: Json) => library.run('DescribeTable', { TableName: input.TableName })
  const show = (tableName: string, table: Json) => ({ ...table, ...shown(records.settings(tableName)) })
  const record = (tableName: string, input: Json) => {
    for (const name of RECORDED) if (name in input) records.putSetting(tableName, name, input[name])
  }
  return {
    async CreateTable(input) {
      refuseStream(input)
      const { TableDescription } = (await changeTable(library, 'CreateTable', input)) as {
        TableDescription: Json
      }
      const tableName = String(input.TableName)
      records.dropSettings(tableName)
      record(tableName, input)
      const { Tags } = input
      if (Array.isArray(Tags) && Tags.length > 0) {
        await library.run('TagResource', { ResourceArn: TableDescription.TableArn, Tags })
      }
      return { TableDescription: show(tableName, TableDescription) }
    },
    async UpdateTable(input) {
      refuseStream(input)
      const tableName = String(input.TableName)
      const left = await changeIndexes(library, input)
      const rest = Object.keys(left).filter((name) => name !== 'TableName' && !RECORDED.includes(name))
      const output = rest.length > 0 ? await changeTable(library, 'UpdateTable', left) : await mustExist(left)
      record(tableName, input)
      return { TableDescription: show(tableName, (output.TableDescription ?? output.Table) as Json) }
    },
    async DescribeTable(input) {
      const { Table } = (await library.run('DescribeTable', input)) as { Table: Json }
      return { Table: show(String(input.TableName), Table) }
    },
    async DeleteTable(input) {
      const tableName = String(input.TableName)
      if (records.settings(tableName).DeletionProtectionEnabled === true) {
        const message = `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`
        throw new AwsError('ValidationException', message)
      }
      const output = await changeTable(library, 'DeleteTable', input)
      records.dropSettings(tableName)
      return output
    },
    async UpdateTimeToLive(input) {
      await mustExist(input)
      records.putSetting(String(input.TableName), 'TimeToLiveSpecification', input.TimeToLiveSpecification)
      return { TimeToLiveSpecification: input.TimeToLiveSpecification }
    },
    async DescribeTimeToLive(input) {
      await mustExist(input)
      const ttl = (records.settings(String(input.TableName)).TimeToLiveSpecification ?? {}) as Json
      const description = ttl.Enabled
        ? { TimeToLiveStatus: 'ENABLED', AttributeName: ttl.AttributeName }
        : { TimeToLiveStatus: 'DISABLED' }
      return { TimeToLiveDescription: description }
    },
    async UpdateContinuousBackups(input) {
      await mustExist(input)
      const specification = input.PointInTimeRecoverySpecification
      records.putSetting(String(input.TableName), 'PointInTimeRecoverySpecification', specification)
      return describeBackups(specification as Json)
    },
    async DescribeContinuousBackups(input) {
      await mustExist(input)
      return describeBackups(
        records.settings(String(input.TableName)).PointInTimeRecoverySpecification as Json,
      )
    },
  }
}

function refuseStream(input: Json): void {
  const stream = input.StreamSpecification as Json | undefined
  if (stream?.StreamEnabled) throw notSupported('dynamodb', 'streams (StreamSpecification)')
}

function shown(settings: Json): Json {
  const encryption = settings.SSESpecification as Json | undefined
  return {
    DeletionProtectionEnabled: settings.DeletionProtectionEnabled ?? false,
    ...(encryption?.Enabled === true && {
      SSEDescription: { Status: 'ENABLED', SSEType: encryption.SSEType ?? 'KMS' },
    }),
    ...(settings.TableClass !== undefined && { TableClassSummary: { TableClass: settings.TableClass } }),
    ...(settings.OnDemandThroughput !== undefined && { OnDemandThroughput: settings.OnDemandThroughput }),
  }
}

const describeBackups = (specification: Json | undefined): Json => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: specification?.PointInTimeRecoveryEnabled ? 'ENABLED' : 'DISABLED',
    },
  },
})
