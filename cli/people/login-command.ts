import { DEFAULT_PORT, LOCAL_STAGE, type Target } from '../target.ts'

/** The very command that signs in at this target. */
export function loginCommand({ stage, endpointUrl, ownCloud }: Target, name?: string): string {
  const port = ownCloud ? Number(new URL(endpointUrl ?? '').port) : DEFAULT_PORT
  const words = [
    'reelgate login',
    ...(name === undefined ? [] : ['--as', name]),
    ...(stage === LOCAL_STAGE ? [] : ['--stage', stage]),
    ...(port === DEFAULT_PORT ? [] : ['--port', String(port)]),
    ...(ownCloud || endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
  ]
  return `\`${words.join(' ')}\``
}
