import { StateError } from '../engine/state-error.ts'
import type { Kind } from '../engine/kind.ts'
import { fillAs } from '../query/template.ts'

/** Ends its group of states with an error of the machine's own. */
export const runFail: Kind<'Fail'> = async ({ state, scope }) => {
  const error =
    state.Error === undefined
      ? ''
      : await fillAs<string>('string', { field: 'Error', template: state.Error }, scope)
  const cause =
    state.Cause === undefined
      ? ''
      : await fillAs<string>('string', { field: 'Cause', template: state.Cause }, scope)
  throw new StateError(error, cause)
}
