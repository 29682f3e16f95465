import { DEFAULT_PORT, LOCAL_STAGE, type Target } from '../target.ts'

/** The options that name this target, where they must be given. */
export function targetWords({ stage, endpointUrl, ownCloud }: Target): string[] {
  const port = ownCloud ? Number(new URL(endpointUrl ?? '').port) : DEFAULT_PORT
  return [
    ...(stage === LOCAL_STAGE ? [] : ['--stage', stage]),
    ...(port === DEFAULT_PORT ? [] : ['--port', String(port)]),
    ...(ownCloud || endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
  ]
}

/** The very command that signs in at this target. */
export function loginCommand(target: Target, name?: string): string {
  const words = ['reelgate login', ...(name === undefined ? [] : ['--as', name]), ...targetWords(target)]
  return `\`${words.join(' ')}\``
}
