import { validationError } from '../errors.ts'
import type { Output } from '../records.ts'
import { conditionHolds } from '../template/conditions.ts'
import { resolveValue } from '../template/intrinsics.ts'
import type { Scope } from '../template/scope.ts'
import type { Engine, StackWork } from './engine.ts'
import { allExports } from './scope.ts'

function outputText(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw validationError(
    `Template format error: The Value field of every Outputs member must evaluate to a String (${name}).`,
  )
}

/** The outputs whose condition holds, resolved. */
export function resolveOutputs(scope: Scope): Output[] {
  return Object.entries(scope.template.Outputs)
    .filter(([, output]) => output.Condition === undefined || conditionHolds(output.Condition, scope))
    .map(([name, output]) => ({
      OutputKey: name,
      OutputValue: outputText(name, resolveValue(output.Value, scope)),
      ...(output.Description === undefined ? {} : { Description: String(output.Description) }),
      ...(output.Export ? { ExportName: outputText(name, resolveValue(output.Export.Name, scope)) } : {}),
    }))
}

/** An export name belongs to one stack, and stays while another stack imports it. */
export function checkExports(work: StackWork, outputs: Output[]) {
  const { stack } = work
  const others = allExports(work).filter((one) => one.stack.stackId !== stack.stackId)
  for (const { ExportName: name } of outputs) {
    const owner = others.find((one) => one.name === name)
    if (owner)
      throw validationError(`Export with name ${name} is already exported by stack ${owner.stack.stackName}`)
  }
  const kept = new Set(outputs.map((output) => `${output.ExportName}=${output.OutputValue}`))
  for (const { ExportName: name, OutputValue: value } of stack.outputs) {
    const users = name === undefined ? [] : importersOf(work, name)
    if (users.length > 0 && !kept.has(`${name}=${value}`)) {
      const verb = outputs.some((output) => output.ExportName === name) ? 'updated' : 'deleted'
      throw validationError(`Export ${name} cannot be ${verb} as it is in use by ${users.join(', ')}`)
    }
  }
}

export const importersOf = (engine: Engine, exportName: string): string[] =>
  engine.store
    .liveStacks()
    .filter((stack) => stack.imports.includes(exportName))
    .map((stack) => stack.stackName)
