// Everything the function prints goes to its log, over the same port as its answers, so that order is kept and
// nothing is lost when the instance ends.
import { format } from 'node:util'

const LEVELS = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' }

export function captureOutput({ send, current, format: logFormat }) {
  const emit = (text) => send({ kind: 'log', text })
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk, encoding, callback) => {
      emit(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
      const done = typeof encoding === 'function' ? encoding : callback
      if (done) queueMicrotask(done)
      return true
    }
  }
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method] = (...args) => emit(formatLine({ logFormat, level, requestId: current.requestId }, args))
  }
}

function formatLine({ logFormat, level, requestId }, args) {
  const timestamp = new Date().toISOString()
  if (logFormat !== 'JSON') return `${timestamp}\t${requestId ?? 'undefined'}\t${level}\t${format(...args)}\n`
  const single = args.length === 1 && typeof args[0] === 'object' && !(args[0] instanceof Error)
  const message = single ? jsonSafe(args[0]) : format(...args)
  return JSON.stringify({ timestamp, level, ...(requestId && { requestId }), message }) + '\n'
}

function jsonSafe(value) {
  try {
    JSON.stringify(value)
    return value
  } catch {
    return format(value)
  }
}
