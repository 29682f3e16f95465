// What the optimised integrations do beyond the plain call.
import { StateError } from '../engine/state-error.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { nameFor, type TaskCall } from './call.ts'

interface Integration {
  prepare?: (parameters: JsonObject, call: TaskCall) => JsonObject
  /** Throws a StateError for an answer that is a failure. */
  present?: (answer: JsonObject) => Json
}

const asText = (value: Json | undefined): Json =>
  value === undefined || value === null || typeof value === 'string' ? (value ?? null) : JSON.stringify(value)

const withText = (parameters: JsonObject, field: string): JsonObject =>
  field in parameters ? { ...parameters, [field]: asText(parameters[field]) } : parameters

export const INTEGRATIONS: Record<string, Integration> = {
  lambda: {
    // A text Payload would be sent as it is: here every value is JSON.
    prepare: (parameters) =>
      'Payload' in parameters ? { ...parameters, Payload: JSON.stringify(parameters.Payload) } : parameters,
    present({ FunctionError, ...answer }) {
      const payload = parsed(answer.Payload)
      if (FunctionError === undefined) return { ...answer, Payload: payload }
      const errorType = isObject(payload) && typeof payload.errorType === 'string' ? payload.errorType : ''
      throw new StateError(errorType || 'Lambda.Unknown', String(answer.Payload ?? ''))
    },
  },
  sqs: { prepare: (parameters) => withText(parameters, 'MessageBody') },
  sns: { prepare: (parameters) => withText(parameters, 'Message') },
  events: {
    prepare(parameters, { execution }) {
      const entries = Array.isArray(parameters.Entries) ? parameters.Entries : []
      const origin = [execution.arn, execution.machineArn]
      const traced = entries.map((entry) => {
        if (!isObject(entry)) return entry
        const given = Array.isArray(entry.Resources) ? entry.Resources : []
        return { ...withText(entry, 'Detail'), Resources: [...given, ...origin] }
      })
      return { ...parameters, Entries: traced }
    },
    present(answer) {
      if (!answer.FailedEntryCount) return answer
      throw new StateError('EventBridge.FailedEntry', JSON.stringify(answer))
    },
  },
  states: {
    prepare: (parameters, { attemptId }) => ({ Name: nameFor(attemptId), ...withText(parameters, 'Input') }),
  },
}

/** A Lambda may answer nothing, or text that is no JSON. */
function parsed(payload: Json | undefined): Json {
  if (typeof payload !== 'string' || payload === '') return payload === '' ? null : (payload ?? null)
  try {
    return JSON.parse(payload) as Json
  } catch {
    return payload
  }
}
