// `upload`: films through the API, by whoever is signed in; no AWS credentials are needed.
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Upload } from '../../schemas/generated/types.ts'
import { explain, UsageError } from '../errors.ts'
import { withApi } from '../people/api-session.ts'
import { targetWords } from '../people/login-command.ts'
import { outcomeText, outcomeWord } from '../show/asset.ts'
import { runRows } from '../show/task-list.ts'
import { checkFiles } from '../sources/check-files.ts'
import type { Target, TargetOptions } from '../target.ts'
import { note, plain, print } from '../terminal.ts'
import type { FilmWishes } from '../upload/film-wishes.ts'
import { uploadKeeper, type KeptUpload, type UploadKeeper } from '../upload/kept-uploads.ts'
import { closeConnections } from '../upload/send-bytes.ts'
import { uploadFilm, type UploadSession } from '../upload/upload-film.ts'

export interface UploadOptions extends TargetOptions, FilmWishes {
  resume: boolean
  anew: boolean
  /** In milliseconds, from the end of an upload to its outcome. */
  timeout: number
}

const FILES_AT_ONCE = 4
const POLL_LOCAL_MS = 500
const POLL_AWS_MS = 5000

type Chosen = { path: string; kept: KeptUpload | undefined }

/** What to do about a file whose upload was interrupted, by what the command line says. */
async function choose(path: string, keeper: UploadKeeper, options: UploadOptions): Promise<Chosen | string> {
  const kept = await keeper.find(path)
  if (kept === undefined || options.anew) return { path, kept: undefined }
  const { size, mtimeMs } = await stat(path)
  const isSame = kept.sizeBytes === size && kept.modifiedMs === mtimeMs
  // Nothing is there of a file that goes as a whole: it is sent again, unless it has arrived.
  if (isSame && (options.resume || !kept.inParts)) return { path, kept }
  const name = plain(basename(path))
  return isSame
    ? `The upload of ${name} was interrupted: --resume goes on with it, --anew begins again.`
    : `${name} has changed since its upload was interrupted: --anew begins again.`
}

async function chooseAll(paths: string[], keeper: UploadKeeper, options: UploadOptions): Promise<Chosen[]> {
  if (options.resume && options.anew) throw new UsageError('Either --resume or --anew.')
  const chosen = await Promise.all(paths.map((path) => choose(path, keeper, options)))
  const faults = chosen.filter((one) => typeof one === 'string')
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  return chosen.filter((one) => typeof one !== 'string')
}

/** What an upload has left behind is thrown away at once, not only in a week. */
async function cancelKept({ api, keeper }: UploadSession, paths: string[]): Promise<void> {
  for (const path of paths) {
    const kept = await keeper.find(path)
    if (kept !== undefined) await api.cancelUpload(kept.uploadId).catch(() => undefined)
    await keeper.forget(path)
  }
}

function resultText({ fileName, asset }: Upload): string {
  const reasons = (asset?.reasons ?? []).map(({ message }) => `\n  ${plain(message)}`)
  return `\n${outcomeText(asset ?? {})}  ${plain(fileName)}  ${asset?.assetId ?? ''}${reasons.join('')}`
}

type Results = PromiseSettledResult<Upload>[]

function report(paths: string[], results: Results, { json, verbose }: UploadOptions): void {
  results.forEach((result, index) => {
    if (result.status === 'fulfilled') return json ? undefined : print(resultText(result.value))
    const { message, hint } = explain(result.reason)
    note(`error: ${plain(basename(paths[index] ?? ''))}: ${plain(message)}${hint ? `\n  ${hint}` : ''}`)
    if (verbose) note(String((result.reason as Error).stack))
  })
}

/** Says how to go on with what is there as a part. */
async function tellWhatIsKept(paths: string[], keeper: UploadKeeper, target: Target): Promise<void> {
  const kept = await Promise.all(paths.map(async (path) => (await keeper.find(path))?.inParts === true))
  const names = paths.filter((_, index) => kept[index]).map((path) => `"${plain(path)}"`)
  if (names.length === 0) return
  const command = ['reelgate upload', ...names, ...targetWords(target), '--resume'].join(' ')
  note(`What is there is kept for a week. \`${command}\` goes on.`)
}

async function work(
  session: UploadSession,
  chosen: Chosen[],
  options: UploadOptions & { signal: AbortSignal },
) {
  const { signal, json, timeout: timeoutMs } = options
  const rows = chosen.map(({ path, kept }) => ({
    title: basename(path),
    done: ({ asset }: Upload) => `${plain(basename(path))}  ${outcomeWord(asset ?? {})}`,
    run: async (onProgress: Parameters<typeof uploadFilm>[1]['onProgress']) => {
      const upload = await uploadFilm(session, { path, wishes: options, kept, signal, timeoutMs, onProgress })
      if (json) print(JSON.stringify(upload))
      return upload
    },
  }))
  return runRows(rows, { concurrent: FILES_AT_ONCE, silent: json })
}

/** Uploads films and waits for their outcomes. Answers the exit code, as `run` does. */
export async function upload(files: string[], options: UploadOptions, signal: AbortSignal): Promise<number> {
  const paths = checkFiles(files)
  return withApi(options, async ({ api, target }) => {
    const keeper = uploadKeeper(target)
    const session = { api, keeper, pollEveryMs: target.onThisMachine ? POLL_LOCAL_MS : POLL_AWS_MS }
    const chosen = await chooseAll(paths, keeper, options)
    if (options.anew) await cancelKept(session, paths)
    const settled = chosen.some(({ kept }) => kept) && (options.title ?? options.tag ?? options.profile)
    if (settled) note('Title, tags and profile of an upload were settled when it began.')
    try {
      const results = await work(session, chosen, { ...options, signal })
      if (!signal.aborted) report(paths, results, options)
      if (results.some(({ status }) => status === 'rejected')) await tellWhatIsKept(paths, keeper, target)
      signal.throwIfAborted()
      return results.every((one) => one.status === 'fulfilled' && one.value.asset?.outcome !== 'failed')
        ? 0
        : 1
    } finally {
      closeConnections()
    }
  })
}
