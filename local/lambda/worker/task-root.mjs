// A function sees its own bundle and what the Lambda image carries, never the node_modules that happen to lie
// above the data folder: an import missing from the bundle fails here as it does on AWS.
import { registerHooks } from 'node:module'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The Node.js images of Lambda carry the SDK. */
const IN_IMAGE = /^@(aws-sdk|smithy)\//

const IS_PATH = /^(\.|\/|file:)/

export function confineToTaskRoot(taskRoot) {
  const inside = (url) => fileURLToPath(url).startsWith(taskRoot + sep)
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context)
      const fromBundle = context.parentURL?.startsWith('file:') && inside(context.parentURL)
      const allowed = IS_PATH.test(specifier) || IN_IMAGE.test(specifier)
      if (!fromBundle || allowed || !resolved.url.startsWith('file:') || inside(resolved.url)) return resolved
      const error = new Error(
        `Cannot find package '${specifier}' imported from ${fileURLToPath(context.parentURL)}`,
      )
      error.code = 'ERR_MODULE_NOT_FOUND'
      throw error
    },
  })
}
