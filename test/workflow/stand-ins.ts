// Functions that answer as a scenario wants it.
import { FunctionError } from '../local/states/fake-aws.ts'
import type { Lab } from '../local/states/lab.ts'

export type StandIn = (input: object, lab: Lab) => unknown

export const answers =
  (output: unknown): StandIn =>
  () =>
    output
export const throws =
  (name: string): StandIn =>
  () => {
    throw new FunctionError(name, 'As the scenario wants it.')
  }
export const resumes =
  (output: object): StandIn =>
  (input, lab) =>
    lab.call('SendTaskSuccess', { ...tokenOf(input), output: JSON.stringify(output) }).then(() => null)
export const resumesWith =
  (error: string): StandIn =>
  (input, lab) =>
    lab.call('SendTaskFailure', { ...tokenOf(input), error, cause: 'As it says.' }).then(() => null)
const tokenOf = (input: object) => ({ taskToken: (input as { taskToken?: string }).taskToken })

/** Answers one after the other. */
export const inTurn = (...outputs: unknown[]): StandIn => {
  const left = [...outputs]
  return () => left.shift()
}
