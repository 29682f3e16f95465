import { AwsError } from '../../runtime/aws-error.ts'
import type { Operation } from '../../runtime/service.ts'
import { StateError } from '../engine/state-error.ts'
import { DATA_LIMIT_BYTES, type Json } from '../json.ts'
import type { Parts } from './parts.ts'
import { required } from './requests.ts'

export function taskTokenOperations({ engine }: Parts): Record<string, Operation> {
  return {
    async SendTaskSuccess(input: { taskToken: string; output: string }) {
      required({ ...input }, 'taskToken', 'output')
      await engine.answer(input.taskToken, { output: parseOutput(input.output) })
      return {}
    },
    async SendTaskFailure(input: { taskToken: string; error?: string; cause?: string }) {
      required({ ...input }, 'taskToken')
      await engine.answer(input.taskToken, { failure: new StateError(input.error ?? '', input.cause ?? '') })
      return {}
    },
    async SendTaskHeartbeat({ taskToken }: { taskToken: string }) {
      required({ taskToken }, 'taskToken')
      await engine.heartbeat(taskToken)
      return {}
    },
  }
}

function parseOutput(text: string): Json {
  if (Buffer.byteLength(text, 'utf8') > DATA_LIMIT_BYTES) {
    throw new AwsError('InvalidOutput', `Invalid Output: 'The output exceeds ${DATA_LIMIT_BYTES} bytes'`)
  }
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new AwsError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`)
  }
}
