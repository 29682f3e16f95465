import { InvariantError } from './errors.ts'

/** A setting of the deployed function; serverless.yml is where it is given. */
export function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '')
    throw new InvariantError(`The environment variable ${name} is not set.`)
  return value
}

export function numericSetting(name: string): number {
  const value = Number(setting(name))
  if (!Number.isFinite(value)) throw new InvariantError(`The environment variable ${name} is not a number.`)
  return value
}
