// Faults that a tester asks for: the next calls of an operation fail as AWS would let them fail. Never persisted.
import { AwsError } from '../runtime/aws-error.ts'

export interface CallFault {
  /** Signing name, for instance `mediaconvert`. */
  service: string
  /** Every operation of the service when absent. */
  operation?: string
  errorCode: string
  /** 400 when absent. */
  statusCode?: number
  message?: string
  /** How many calls fail; 1 when absent. */
  times?: number
  /** How many calls pass before; 0 when absent. */
  after?: number
}

export interface CallFaults {
  add(fault: CallFault): void
  /** The error that this call must fail with; each answer uses the fault up by one. */
  take(service: string, operation: string): AwsError | undefined
  list(): CallFault[]
  clear(): void
}

export function createCallFaults(): CallFaults {
  let faults: CallFault[] = []
  return {
    add: (fault) => void faults.push({ ...fault, times: fault.times ?? 1 }),
    take(service, operation) {
      const fault = faults.find(
        (each) => each.service === service && (each.operation ?? operation) === operation,
      )
      if (!fault) return undefined
      if (fault.after) {
        fault.after -= 1
        return undefined
      }
      fault.times = (fault.times ?? 1) - 1
      if (fault.times <= 0) faults = faults.filter((each) => each !== fault)
      const message = fault.message ?? `${fault.errorCode}, injected by /_reelgate/faults`
      return new AwsError(fault.errorCode, message, fault.statusCode ?? 400)
    },
    list: () => [...faults],
    clear: () => void (faults = []),
  }
}
