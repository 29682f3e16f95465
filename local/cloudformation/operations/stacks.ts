import { AwsError } from '../../runtime/aws-error.ts'
import { validationError } from '../errors.ts'
import { stackEvent, type Engine } from '../engine/engine.ts'
import { importersOf } from '../engine/outputs.ts'
import { planChanges } from '../engine/plan.ts'
import { beginOperation, runOperation } from '../engine/run.ts'
import type { Stack } from '../records.ts'
import { asList, checkUpdatable, existingStack, findStack, isTrue, required } from './input.ts'
import { newStack, onFailureOf, readTarget, type StackInput } from './target.ts'

interface DeleteStackInput {
  StackName: string
  RetainResources?: string[] | string
  DeletionMode?: string
}

function checkDeletable(engine: Engine, stack: Stack) {
  if (stack.terminationProtection) {
    throw validationError(`Stack [${stack.stackId}] cannot be deleted while TerminationProtection is enabled`)
  }
  if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw validationError(`Stack [${stack.stackName}] cannot be deleted while in status ${stack.status}`)
  }
  for (const { ExportName: name } of stack.outputs) {
    const users = name === undefined ? [] : importersOf(engine, name)
    if (users.length > 0) {
      throw validationError(`Export ${name} cannot be deleted as it is in use by ${users.join(' and ')}`)
    }
  }
}

export function stackOperations(engine: Engine) {
  const { store } = engine
  return {
    async CreateStack(input: StackInput) {
      const name = required({ ...input }, 'StackName')
      if (store.stackByName(name)) {
        throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`)
      }
      const target = await readTarget(engine, input)
      const stack = newStack(engine, input, target)
      planChanges({ ...engine, stack }, target)
      beginOperation({ ...engine, stack }, 'create', { target, onFailure: onFailureOf(input) })
      void runOperation({ ...engine, stack })
      return { StackId: stack.stackId }
    },

    async UpdateStack(input: StackInput) {
      const stack = existingStack(store, required({ ...input }, 'StackName'))
      checkUpdatable(stack)
      const target = await readTarget(engine, input, stack)
      const { isEmpty } = planChanges({ ...engine, stack }, target)
      if (isEmpty) throw validationError('No updates are to be performed.')
      beginOperation({ ...engine, stack }, 'update', { target, onFailure: onFailureOf(input) })
      void runOperation({ ...engine, stack })
      return { StackId: stack.stackId }
    },

    /** A stack that is not there is no error, as on AWS. */
    DeleteStack(input: DeleteStackInput) {
      const stack = findStack(store, required({ ...input }, 'StackName'))
      if (!stack || stack.status === 'DELETE_COMPLETE') return {}
      checkDeletable(engine, stack)
      const retain = asList<string>(input.RetainResources)
      if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
        throw validationError(
          `Invalid operation on stack [${stack.stackId}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
        )
      }
      beginOperation({ ...engine, stack }, 'delete', { retain })
      void runOperation({ ...engine, stack })
      return {}
    },

    ContinueUpdateRollback(input: { StackName: string }) {
      const stack = existingStack(store, required({ ...input }, 'StackName'))
      if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || !stack.operation) {
        throw validationError(
          `Stack:${stack.stackId} is in ${stack.status} state and can not continue its update rollback.`,
        )
      }
      stackEvent({ ...engine, stack }, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated')
      void runOperation({ ...engine, stack })
      return {}
    },

    UpdateTerminationProtection(input: { StackName: string; EnableTerminationProtection: unknown }) {
      const stack = existingStack(store, required({ ...input }, 'StackName'))
      stack.terminationProtection = isTrue(input.EnableTerminationProtection)
      store.saveStack(stack)
      return { StackId: stack.stackId }
    },

    /** Kept and given back; it stops no update (see SUPPORT.md). */
    SetStackPolicy(input: { StackName: string; StackPolicyBody?: string; StackPolicyURL?: string }) {
      const stack = existingStack(store, required({ ...input }, 'StackName'))
      if (!input.StackPolicyBody) throw validationError('The local CloudFormation takes StackPolicyBody only')
      stack.stackPolicyBody = input.StackPolicyBody
      store.saveStack(stack)
      return {}
    },

    GetStackPolicy(input: { StackName: string }) {
      const stack = existingStack(store, required({ ...input }, 'StackName'))
      return stack.stackPolicyBody === undefined ? {} : { StackPolicyBody: stack.stackPolicyBody }
    },
  }
}
