// The process that the model lives in: started by the local cloud when a film is to be looked at, one film after the
// other, ended when there has been none for a while. Its memory and its computing are not the cloud's.
import { setPriority, constants } from 'node:os'
import { DecodeError, readPictures } from './frames.ts'
import type { Answer, Request } from './messages.ts'
import { loadModel } from './model.ts'

try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
} catch {
  // A machine that forbids it looks at films at its usual pace.
}

const model = loadModel()
const wanted = new Map<number, AbortController>()
let queue: Promise<void> = Promise.resolve()

const say = (answer: Answer) => void process.send?.(answer)

process.on('message', (request: Request) => {
  if (request.kind === 'forget') {
    wanted.get(request.id)?.abort()
    return
  }
  wanted.set(request.id, new AbortController())
  queue = queue.then(() => classify(request))
})

// Nobody is left to tell: the cloud has stopped, or was killed.
process.on('disconnect', () => {
  for (const controller of wanted.values()) controller.abort()
  process.exit(0)
})

async function classify({ id, url }: { id: number; url: string }): Promise<void> {
  const { signal } = wanted.get(id)!
  let second = 0
  try {
    const { classify } = await model
    for await (const picture of readPictures(url, signal)) {
      say({ kind: 'picture', id, second, scores: await classify(picture) })
      second++
    }
    say({ kind: 'done', id, pictures: second })
  } catch (error) {
    const { message } = error as Error
    if (!signal.aborted) say({ kind: error instanceof DecodeError ? 'undecodable' : 'broken', id, message })
  } finally {
    wanted.delete(id)
  }
}
