// Whether a key is given new material by itself, and when next.
import { AwsError } from '../runtime/aws-error.ts'
import { mustBeOurs, mustStay, stateOf, type Keyring } from './keyring.ts'

const DAY_MS = 86_400_000
const DEFAULT_PERIOD_DAYS = 365
const PERIOD_DAYS = { least: 90, most: 2560 }

interface RotationInput {
  KeyId: string
  RotationPeriodInDays?: number
}

export function rotationOperations(keyring: Keyring) {
  const { store, context } = keyring
  const usable = (keyId: string, operation: string) => {
    const key = mustBeOurs(mustStay(keyring.findById(keyId)), operation)
    if (stateOf(key) === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`)
    return key
  }
  return {
    EnableKeyRotation({ KeyId, RotationPeriodInDays }: RotationInput) {
      const key = usable(KeyId, 'EnableKeyRotation')
      const periodDays = RotationPeriodInDays ?? key.rotation?.periodDays ?? DEFAULT_PERIOD_DAYS
      if (periodDays < PERIOD_DAYS.least || periodDays > PERIOD_DAYS.most) {
        const message = `RotationPeriodInDays is ${PERIOD_DAYS.least} to ${PERIOD_DAYS.most}.`
        throw new AwsError('ValidationException', message)
      }
      store.saveKey({ ...key, rotation: { periodDays, sinceMs: context.clock.now() } })
      return {}
    },
    DisableKeyRotation({ KeyId }: RotationInput) {
      const { rotation: _rotation, ...key } = usable(KeyId, 'DisableKeyRotation')
      store.saveKey(key)
      return {}
    },
    GetKeyRotationStatus({ KeyId }: RotationInput) {
      const { arn, rotation } = keyring.findById(KeyId)
      if (!rotation) return { KeyId: arn, KeyRotationEnabled: false }
      const periodMs = rotation.periodDays * DAY_MS
      const rotations = Math.floor((context.clock.now() - rotation.sinceMs) / periodMs)
      return {
        KeyId: arn,
        KeyRotationEnabled: true,
        RotationPeriodInDays: rotation.periodDays,
        NextRotationDate: (rotation.sinceMs + (rotations + 1) * periodMs) / 1000,
      }
    },
  }
}
