// `keys`: makes the pair that signs playback cookies.
import type { KeySlot } from '../aws/key-slots.ts'
import { makeSigningKeys } from '../aws/signing-keys.ts'
import { settleTarget } from '../settle-target.ts'
import { nameTarget, type TargetOptions } from '../target.ts'
import { print } from '../terminal.ts'

export type KeysOptions = TargetOptions & { slot: KeySlot; replace?: boolean }

export async function keys(options: KeysOptions): Promise<number> {
  const target = await settleTarget(options)
  const written = await makeSigningKeys(target, options.slot, options.replace === true)
  print(
    options.json
      ? JSON.stringify({ slot: options.slot, parameters: written })
      : `A new pair is in ${nameTarget(target)}: ${written.join(', ')}`,
  )
  return 0
}
