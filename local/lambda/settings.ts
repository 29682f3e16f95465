// Reserved concurrency and tags.
import { invalidParameter } from './function-config.ts'
import { parseFunctionName } from './function-name.ts'
import type { Functions } from './functions.ts'
import type { Store } from './store.ts'

export function createSettingOperations(functions: Functions, store: Store, onRoom: () => void) {
  const nameOf = (input: { FunctionName?: string; Resource?: string }) => {
    const { name } = parseFunctionName(decodeURIComponent(input.FunctionName ?? input.Resource ?? ''))
    functions.find({ name })
    return name
  }
  const concurrency = (reserved: number | undefined) =>
    reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved }

  return {
    PutFunctionConcurrency(input: { FunctionName: string; ReservedConcurrentExecutions: number }) {
      const { ReservedConcurrentExecutions: reserved } = input
      if (!Number.isInteger(reserved) || reserved < 0) {
        throw invalidParameter('ReservedConcurrentExecutions must be zero or more.')
      }
      store.saveReserved(nameOf(input), reserved)
      onRoom()
      return concurrency(reserved)
    },
    GetFunctionConcurrency: (input: { FunctionName: string }) => concurrency(store.reserved(nameOf(input))),
    DeleteFunctionConcurrency(input: { FunctionName: string }) {
      store.saveReserved(nameOf(input), null)
      onRoom()
    },
    TagResource(input: { Resource: string; Tags: Record<string, string> }) {
      const name = nameOf(input)
      store.saveTags(name, { ...store.tags(name), ...input.Tags })
    },
    UntagResource(input: { Resource: string; TagKeys?: string[]; tagKeys?: string | string[] }) {
      const name = nameOf(input)
      const gone = new Set([input.TagKeys ?? input.tagKeys ?? []].flat())
      store.saveTags(
        name,
        Object.fromEntries(Object.entries(store.tags(name)).filter(([key]) => !gone.has(key))),
      )
    },
    ListTags: (input: { Resource: string }) => ({ Tags: store.tags(nameOf(input)) }),
  }
}
