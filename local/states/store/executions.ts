import { createHash } from 'node:crypto'
import type { MachineType } from '../asl/validate.ts'
import type { Database } from './database.ts'

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** An execution as stored; times are milliseconds since the epoch, `input` and `output` JSON texts. */
export interface Execution {
  id: number
  arn: string
  name: string
  type: MachineType
  machineArn: string
  machineName: string
  versionArn?: string
  revisionId: string
  machineUpdatedAt: number
  definitionHash: string
  roleArn: string
  status: ExecutionStatus
  input: string
  output?: string
  error?: string
  cause?: string
  traceHeader?: string
  startedAt: number
  stoppedAt?: number
  /** When the machine's TimeoutSeconds run out. */
  timeoutAt?: number
  redriveCount: number
  redrivenAt?: number
  lastEventId: number
  lastFrameId: number
}

export interface ExecutionFilter {
  machineArn: string
  status?: string
  redriven?: boolean
  /** Only executions older than this id: where the page before ended. */
  beforeId: number
  limit: number
}

export interface ExecutionStore {
  /** Stores a new execution and gives it its id. */
  insert(execution: Execution, definition: string): void
  save(execution: Execution): void
  find(arn: string): Execution | undefined
  get(id: number): Execution | undefined
  running(): Execution[]
  /** Newest first. */
  list(filter: ExecutionFilter): Execution[]
  runningOf(machineArn: string): Execution[]
  definition(hash: string): string
}

interface Row {
  id: number
  data: string
}

const toExecution = (row: Row): Execution => ({ ...(JSON.parse(row.data) as Execution), id: row.id })

export const hashOf = (definition: string) => createHash('sha256').update(definition).digest('hex')

export function createExecutionStore(database: Database): ExecutionStore {
  const find = (where: string, value: string | number) => {
    const row = database.one<Row>(`SELECT id, data FROM executions WHERE ${where} = ?`, value)
    return row && toExecution(row)
  }
  return {
    insert(execution, definition) {
      database.run('INSERT OR IGNORE INTO definitions VALUES (?, ?)', execution.definitionHash, definition)
      const { arn, machineArn, status, redriveCount } = execution
      const sql =
        'INSERT INTO executions (arn, machine_arn, status, redrive_count, data) VALUES (?, ?, ?, ?, ?)'
      database.run(sql, arn, machineArn, status, redriveCount, JSON.stringify(execution))
      execution.id = database.lastId()
    },
    save(execution) {
      const sql = 'UPDATE executions SET status = ?, redrive_count = ?, data = ? WHERE id = ?'
      database.run(sql, execution.status, execution.redriveCount, JSON.stringify(execution), execution.id)
    },
    find: (arn) => find('arn', arn),
    get: (id) => find('id', id),
    running: () =>
      database
        .all<Row>("SELECT id, data FROM executions WHERE status = 'RUNNING' ORDER BY id")
        .map(toExecution),
    list({ machineArn, status, redriven, beforeId, limit }) {
      const conditions = ['machine_arn = ?', 'id < ?']
      const values: (string | number)[] = [machineArn, beforeId]
      if (status) {
        conditions.push('status = ?')
        values.push(status)
      }
      if (redriven !== undefined) conditions.push(redriven ? 'redrive_count > 0' : 'redrive_count = 0')
      const sql = `SELECT id, data FROM executions WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`
      return database.all<Row>(sql, ...values, limit).map(toExecution)
    },
    runningOf: (machineArn) =>
      database
        .all<Row>("SELECT id, data FROM executions WHERE machine_arn = ? AND status = 'RUNNING'", machineArn)
        .map(toExecution),
    definition: (hash) =>
      database.one<{ text: string }>('SELECT text FROM definitions WHERE hash = ?', hash)?.text ?? '{}',
  }
}
