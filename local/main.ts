// The executable: `node local/main.ts [--port N] [--data DIR] [--virtual-clock]`.
import { setFlagsFromString } from 'node:v8'
import { parseArgs } from 'node:util'
import { startCloud } from './cloud.ts'
import type { LocalCloud } from './cloud.ts'

// Streams make much short-lived garbage; V8 would let the space for it grow to 100 MB of the process.
setFlagsFromString('--semi-space-growth-factor=1')
setFlagsFromString('--max-semi-space-size=8')

const HELP = `Runs the local cloud until it is stopped (Ctrl-C).

  node local/main.ts [--port N] [--data DIR] [--virtual-clock]

  --port N          the port on 127.0.0.1 (default 4566; 0 takes any free one)
  --data DIR        the data folder (default .reelgate)
  --virtual-clock   lets POST /_reelgate/clock {"advanceMs": N} move time forward
  --help            prints this
`

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4566' },
      data: { type: 'string', default: '.reelgate' },
      'virtual-clock': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port.`)
  return { port, dataDir: values.data, virtualClock: values['virtual-clock'], help: values.help }
}

const say = (line: string) => void process.stderr.write(`${line}\n`)

function stopOnSignals(cloud: LocalCloud): void {
  const stop = () => {
    // A second signal is from somebody in a hurry: the default, immediate end is back.
    process.off('SIGINT', stop).off('SIGTERM', stop)
    cloud.close().then(
      () => process.exit(0),
      (error: Error) => {
        say(`The local cloud did not stop cleanly: ${error.message}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  // Whoever started the cloud over IPC owns it: it ends with its parent.
  if (process.channel) process.on('disconnect', stop)
}

// One service's slip must neither end all the others nor pass unseen.
process.on('uncaughtException', (error: Error) => {
  say(
    `Uncaught error, the local cloud goes on: ${(error.stack ?? error.message).replace(/\s*\n\s*/g, ' | ')}`,
  )
})
process.on('unhandledRejection', (reason) => {
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
  say(`Unhandled rejection, the local cloud goes on: ${text.replace(/\s*\n\s*/g, ' | ')}`)
})

try {
  const { help, ...options } = readOptions()
  if (help) {
    process.stdout.write(HELP)
    process.exit(0)
  }
  const cloud = await startCloud(options)
  stopOnSignals(cloud)
  process.stdout.write(`Local cloud ready at ${cloud.url}, data in ${options.dataDir}\n`)
  process.send?.({ ready: true, url: cloud.url })
} catch (error) {
  say((error as Error).message)
  process.exit((error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1)
}
