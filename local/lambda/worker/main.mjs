// The runtime inside one instance: a worker thread that loads one handler and answers one request after another.
// Plain JavaScript on purpose: stripping types would cost every instance 80 ms and 10 MB.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { followClock } from './clock.mjs'
import { captureOutput } from './console.mjs'
import { describeError, namedError } from './errors.mjs'
import { callHandler, loadHandler } from './handler.mjs'
import { resolveLoopbackNames } from './loopback-names.mjs'
import { confineToTaskRoot } from './task-root.mjs'

const { taskRoot, functionConfig } = workerData
const current = { requestId: undefined, deadlineMs: 0 }
const send = (message) => parentPort.postMessage(message)

// The second instance of a bundle does not compile it again.
enableCompileCache(workerData.compileCache)
captureOutput({ send, current, format: functionConfig.logFormat })
confineToTaskRoot(taskRoot)
resolveLoopbackNames()

// What escapes the handler ends the instance, as on AWS; the request it belongs to is answered with it.
const onFatal = (error) => {
  send({ kind: current.requestId ? 'error' : 'init-error', error: describeError(error) })
  process.exit(129)
}
process.on('uncaughtException', onFatal)
process.on('unhandledRejection', (reason) =>
  onFatal(namedError('Runtime.UnhandledPromiseRejection', String(reason), reason)),
)

async function answer(handler, request) {
  current.requestId = request.requestId
  current.deadlineMs = performance.now() + request.remainingMs
  followClock(request.clockOffsetMs)
  process.env._X_AMZN_TRACE_ID = request.traceId
  try {
    const result = await callHandler(handler, request, { functionConfig, current })
    send({ kind: 'result', payload: stringify(result) })
  } catch (error) {
    const described = describeError(error)
    console.error('Invoke Error', JSON.stringify({ ...described, stack: described.trace }))
    send({ kind: 'error', error: described })
  } finally {
    current.requestId = undefined
    keepCompiled()
  }
}

// After the first answer, because it takes a moment, and because an instance is ended without notice.
let isKept = false
function keepCompiled() {
  if (!isKept) flushCompileCache()
  isKept = true
}

function stringify(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null'
  } catch {
    throw new Error('Unable to stringify response body')
  }
}

try {
  followClock(workerData.clockOffsetMs)
  const handler = await loadHandler(taskRoot, functionConfig)
  parentPort.on('message', (request) => answer(handler, request))
  send({ kind: 'ready' })
} catch (error) {
  send({ kind: 'init-error', error: describeError(error) })
  process.exit(1)
}
