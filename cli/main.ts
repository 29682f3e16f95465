// Runs one command line and turns every end into an exit code and, where it failed, a sentence that says what to do.
import { CommanderError } from 'commander'
import { explain, InterruptedError, UsageError } from './errors.ts'
import { listenForInterrupt } from './interrupt.ts'
import { createProgram } from './program.ts'
import { note } from './terminal.ts'

const BAD_USAGE = 2

function tell(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE
  if (error instanceof InterruptedError) {
    note(error.message)
    return error.exitCode
  }
  if (error instanceof UsageError) {
    error.message.split('\n').forEach((line) => note(`error: ${line}`))
    return BAD_USAGE
  }
  const { message, hint, cause } = explain(error)
  note(`error: ${message}`)
  if (hint) note(hint)
  if (verbose) note(String(((cause ?? error) as Error).stack))
  return 1
}

// Whoever reads the output has read enough (`reelgate list | head -1`): no reason to complain, none to go on.
const BROKEN_PIPE = 141

function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(BROKEN_PIPE)
  throw error
}

/** Answers the exit code. `argv` as in `process.argv`. */
export async function main(argv: string[]): Promise<number> {
  process.stdout.on('error', endWithReader)
  process.stderr.on('error', endWithReader)
  const interrupt = listenForInterrupt()
  let exitCode = 0
  const program = createProgram(interrupt.signal, (code) => (exitCode = code))
  try {
    await program.parseAsync(argv)
    return exitCode
  } catch (error) {
    // A command that is interrupted may fail in its own words first; the interruption is what counts.
    const cause: unknown = interrupt.signal.aborted ? interrupt.signal.reason : error
    return tell(cause, argv.includes('--verbose'))
  } finally {
    interrupt.release()
  }
}
