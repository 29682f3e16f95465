// Finds `dir/file.name` in the bundle and calls it in the style its runtime knows.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { namedError } from './errors.mjs'

const EXTENSIONS = ['.js', '.mjs', '.cjs']

/** The first Lambda runtime that has no callbacks: handlers are async or return a value. */
const FIRST_WITHOUT_CALLBACKS = 24

export async function loadHandler(taskRoot, { handler, nodeMajor }) {
  const parts = /^((?:.*\/)?[^/.]+)\.(.+)$/.exec(handler)
  if (!parts || handler.includes('..')) throw namedError('Runtime.MalformedHandlerName', 'Bad handler')
  const found = pick(await importModule(taskRoot, parts[1]), parts[2].split('.'))
  if (found === undefined)
    throw namedError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`)
  if (typeof found !== 'function') throw namedError('Runtime.HandlerNotFound', `${handler} is not a function`)
  if (nodeMajor >= FIRST_WITHOUT_CALLBACKS && found.length >= 3) {
    throw namedError(
      'Runtime.CallbackHandlerDeprecated',
      `Callback-based function handlers do not exist from Node.js ${FIRST_WITHOUT_CALLBACKS} on: make ${handler} an async function.`,
    )
  }
  return found
}

async function importModule(taskRoot, modulePath) {
  const file = EXTENSIONS.map((extension) => join(taskRoot, modulePath + extension)).find((one) =>
    existsSync(one),
  )
  if (!file) {
    const name = modulePath.slice(modulePath.lastIndexOf('/') + 1)
    throw namedError('Runtime.ImportModuleError', `Error: Cannot find module '${name}'`)
  }
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error?.code)) {
      throw namedError('Runtime.ImportModuleError', String(error), error)
    }
    if (error instanceof SyntaxError) throw namedError('Runtime.UserCodeSyntaxError', String(error), error)
    throw error
  }
}

// A CommonJS module shows its exports as names when they can be seen statically, always as `default`.
function pick(module, names) {
  const walk = (start) => names.reduce((value, name) => value?.[name], start)
  return walk(module) ?? walk(module.default)
}

export function callHandler(handler, request, { functionConfig, current }) {
  const event = JSON.parse(request.payload)
  if (functionConfig.nodeMajor >= FIRST_WITHOUT_CALLBACKS) {
    return handler(event, buildContext(request, functionConfig, current))
  }
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error ? reject(error) : resolve(result))
    const context = {
      ...buildContext(request, functionConfig, current),
      done: callback,
      succeed: resolve,
      fail: reject,
    }
    const returned = handler(event, context, callback)
    if (typeof returned?.then === 'function') returned.then(resolve, reject)
    else if (handler.length < 2) resolve(null)
  })
}

function buildContext(request, config, current) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: config.functionName,
    functionVersion: config.version,
    invokedFunctionArn: request.invokedFunctionArn,
    memoryLimitInMB: String(config.memorySizeMb),
    awsRequestId: request.requestId,
    logGroupName: config.logGroupName,
    logStreamName: config.logStreamName,
    clientContext: request.clientContext,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(current.deadlineMs - performance.now())),
  }
}
