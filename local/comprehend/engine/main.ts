// The thread of the language engines: one question after the other, so that the cloud itself never waits for them.
import { parentPort } from 'node:worker_threads'
import { analyse } from './analyse.ts'
import type { AnswerMessage, QuestionMessage } from './messages.ts'

const tell = (message: AnswerMessage) => parentPort?.postMessage(message)

let before: Promise<void> = Promise.resolve()

parentPort?.on('message', ({ id, ...question }: QuestionMessage) => {
  before = before
    .then(() => analyse(question))
    .then(
      (answer) => tell({ id, answer }),
      (error: Error) => tell({ id, failure: error.stack ?? error.message }),
    )
})
