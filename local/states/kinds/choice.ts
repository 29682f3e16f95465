import { StateError } from '../engine/state-error.ts'
import type { Kind } from '../engine/kind.ts'
import { fillAs } from '../query/template.ts'

/** Takes the first rule whose condition holds, else the default. */
export const runChoice: Kind<'Choice'> = async ({ state, scope }) => {
  for (const [index, rule] of state.Choices.entries()) {
    const at = `Choices[${index}]/`
    if (!(await fillAs<boolean>('boolean', { field: `${at}Condition`, template: rule.Condition }, scope)))
      continue
    return { kind: 'done', way: { at, next: rule.Next, assign: rule.Assign, output: rule.Output } }
  }
  if (state.Default === undefined) {
    throw new StateError('States.NoChoiceMatched', 'No choice rule matched and the state has no Default')
  }
  return { kind: 'done', way: { at: '', next: state.Default, assign: state.Assign, output: state.Output } }
}
