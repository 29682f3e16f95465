// A live list on a terminal; plain lines where the output goes to a file or a log; nothing with --json.
import { Listr } from 'listr2'
import type { FileProgress } from '../process-file.ts'
import { plain, styled } from '../terminal.ts'

export interface Row<T> {
  title: string
  /** Titles the row when it is done. */
  done: (result: T) => string
  run: (report: (progress: FileProgress) => void) => Promise<T>
}

const progressText = ({ step, percent }: FileProgress) =>
  percent === undefined ? plain(step) : `${plain(step)} ${percent} %`

/** Without a terminal a line for every percent is noise: quarters are told. */
function quarterly(tell: (progress: FileProgress) => void): (progress: FileProgress) => void {
  let last = ''
  return ({ step, percent }) => {
    const rounded = percent === undefined ? { step } : { step, percent: Math.floor(percent / 25) * 25 }
    const text = progressText(rounded)
    if (text !== last) tell(rounded)
    last = text
  }
}

const never = (progress: FileProgress) => void progress

/** Runs all rows, at most `concurrent` at once, and answers what became of each, in order. */
export async function runRows<T>(
  rows: Row<T>[],
  { concurrent, silent }: { concurrent: number; silent: boolean },
): Promise<PromiseSettledResult<T>[]> {
  const results: PromiseSettledResult<T>[] = []
  const live = process.stdout.isTTY
  const tasks = rows.map((row, index) => ({
    title: plain(row.title),
    task: async (_: unknown, task: { title: string; output: string }) => {
      const tell = (progress: FileProgress) => {
        const text = progressText(progress)
        if (live)
          task.title = [plain(row.title), styled('dim', text), progress.detail].filter(Boolean).join('  ')
        else task.output = `${plain(row.title)}: ${text}`
      }
      try {
        const value = await row.run(silent ? never : live ? tell : quarterly(tell))
        results[index] = { status: 'fulfilled', value }
        task.title = row.done(value)
      } catch (reason) {
        results[index] = { status: 'rejected', reason }
        task.title = plain(row.title)
        throw reason
      }
    },
  }))
  const list = new Listr(tasks, {
    concurrent,
    exitOnError: false,
    registerSignalListeners: false,
    renderer: silent ? 'silent' : 'default',
    fallbackRenderer: 'simple',
  })
  await list.run()
  return results
}
