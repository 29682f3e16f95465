import type { ReviewSummary } from '../../schemas/generated/types.ts'
import { shorten } from '../show/measures.ts'
import { plain, styled } from '../terminal.ts'
import { fromNow } from './moments.ts'
import { nameOf, stateText } from './task-words.ts'

const ID_WIDTH = 10
const LINE_WIDTH = 6
const NAME_WIDTH = 60
const MOST_REASONS = 2

/** Ids as short as `review claim` takes them; the whole of those that begin alike. */
function shortIds(tasks: ReviewSummary[]): string[] {
  const short = tasks.map(({ taskId }) => taskId.slice(0, ID_WIDTH))
  return tasks.map(({ taskId }, index) => {
    const begin = short[index] ?? ''
    return short.filter((other) => other === begin).length > 1 ? taskId : begin
  })
}

const dueText = ({ state, dueAt }: ReviewSummary, nowMs: number) =>
  state === 'open' || state === 'claimed' ? fromNow(dueAt, nowMs) : ''

/** One task a line, with the reasons for which people are asked below it. */
export function taskTable(tasks: ReviewSummary[], nowMs: number): string {
  const ids = shortIds(tasks)
  const dues = tasks.map((task) => dueText(task, nowMs))
  const idWidth = Math.max(...ids.map(({ length }) => length))
  const dueWidth = Math.max('DUE'.length, ...dues.map(({ length }) => length))
  const indent = ' '.repeat(idWidth + 2)
  const lines = tasks.flatMap((task, index) => {
    const { line, reasons, kind, fourEyes } = task
    const marks = [...(kind === 'appeal' ? ['appeal'] : []), ...(fourEyes ? ['two people must agree'] : [])]
    const cells = [
      (ids[index] ?? '').padEnd(idWidth),
      (dues[index] ?? '').padEnd(dueWidth),
      line.padEnd(LINE_WIDTH),
      shorten(nameOf(task), NAME_WIDTH),
      ...(task.state === 'open' ? [] : [stateText(task)]),
      ...marks.map((mark) => styled('yellow', mark)),
    ]
    const more = reasons.length - MOST_REASONS
    const why = [
      ...reasons.slice(0, MOST_REASONS).map(({ message }) => plain(message)),
      ...(more > 0 ? [`and ${more} more`] : []),
    ]
    return [cells.join('  '), ...why.map((text) => styled('dim', `${indent}${text}`))]
  })
  const head = ['TASK'.padEnd(idWidth), 'DUE'.padEnd(dueWidth), 'LINE'.padEnd(LINE_WIDTH), 'FILM'].join('  ')
  return [styled('dim', head), ...lines].join('\n')
}
