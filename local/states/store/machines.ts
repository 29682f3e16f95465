import type { MachineType } from '../asl/validate.ts'
import type { Database } from './database.ts'

/** A state machine as stored; times are milliseconds since the epoch. */
export interface Machine {
  arn: string
  name: string
  type: MachineType
  status: 'ACTIVE' | 'DELETING'
  definition: string
  roleArn: string
  revisionId: string
  createdAt: number
  updatedAt: number
  lastVersion: number
  loggingConfiguration: Record<string, unknown>
  tracingConfiguration: Record<string, unknown>
  tags: Record<string, string>
}

/** An immutable copy of a machine under a number. */
export interface Version {
  arn: string
  machineArn: string
  number: number
  definition: string
  roleArn: string
  revisionId: string
  description?: string
  createdAt: number
}

export interface MachineStore {
  find(arn: string): Machine | undefined
  list(): Machine[]
  save(machine: Machine): void
  remove(arn: string): void
  findVersion(arn: string): Version | undefined
  versionsOf(machineArn: string): Version[]
  saveVersion(version: Version): void
  removeVersion(arn: string): void
}

interface Row {
  data: string
}

export function createMachineStore(database: Database): MachineStore {
  const parse = <T>(row: Row | undefined) => (row ? (JSON.parse(row.data) as T) : undefined)
  return {
    find: (arn) => parse<Machine>(database.one<Row>('SELECT data FROM machines WHERE arn = ?', arn)),
    list: () =>
      database
        .all<Row>('SELECT data FROM machines ORDER BY arn')
        .map(({ data }) => JSON.parse(data) as Machine),
    save: (machine) =>
      database.run('INSERT OR REPLACE INTO machines VALUES (?, ?)', machine.arn, JSON.stringify(machine)),
    remove(arn) {
      database.run('DELETE FROM machines WHERE arn = ?', arn)
      database.run('DELETE FROM versions WHERE machine_arn = ?', arn)
    },
    findVersion: (arn) => parse<Version>(database.one<Row>('SELECT data FROM versions WHERE arn = ?', arn)),
    versionsOf: (machineArn) =>
      database
        .all<Row>('SELECT data FROM versions WHERE machine_arn = ? ORDER BY number DESC', machineArn)
        .map(({ data }) => JSON.parse(data) as Version),
    saveVersion: (version) =>
      database.run(
        'INSERT OR REPLACE INTO versions VALUES (?, ?, ?, ?)',
        version.arn,
        version.machineArn,
        version.number,
        JSON.stringify(version),
      ),
    removeVersion: (arn) => database.run('DELETE FROM versions WHERE arn = ?', arn),
  }
}
