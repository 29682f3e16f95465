// The check that docs/webhooks.md gives to receivers, as it stands there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readProjectFile } from '../support/source-files.ts'

export interface VerifyOptions {
  secret: string
  nowMs: number
  /** Ids that were taken already. */
  seen?: Set<string>
}

/** The event of a request, or undefined where it must not be believed. */
export type Verify = (
  request: { headers: Record<string, string>; body: string },
  options: VerifyOptions,
) => unknown

export async function loadVerifier(): Promise<Verify> {
  const [, code] = /```js\n(\/\/ verify\.mjs\n[^]*?)```/.exec(readProjectFile('docs/webhooks.md')) ?? []
  if (code === undefined) throw new Error('docs/webhooks.md shows no verify.mjs.')
  const folder = mkdtempSync(join(tmpdir(), 'reelgate-verifier-'))
  try {
    const path = join(folder, 'verify.mjs')
    writeFileSync(path, code)
    const { verify } = (await import(pathToFileURL(path).href)) as { verify: Verify }
    return verify
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
