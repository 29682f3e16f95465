// The detector for tests: sees what a file beside the film says, `<key>.labels.json`, and nothing without one. It is
// used only where the cloud was started with REELGATE_DETECTOR=scripted.
import type { CloudContext } from '../../runtime/context.ts'
import type { Detection, Detector, Outcome } from '../detection.ts'
import { openFilms } from '../films.ts'
import { placeOf, withParents } from '../taxonomy.ts'

/** What a script may say; everything may be left out. */
interface Script {
  /** `ERROR` is a status of the notice alone: the API then says `FAILED`. */
  status: 'SUCCEEDED' | 'FAILED' | 'ERROR'
  statusMessage: string
  /** How long after its start the job ends, by the clock of the cloud. */
  delayMs: number
  /** False loses the notice. */
  notice: boolean
  durationMs: number
  /** Seen once in every second from `fromMs` until before `toMs`; once at all without `toMs`. */
  labels: ScriptedLabel[]
}

interface ScriptedLabel {
  name: string
  confidence: number
  fromMs: number
  toMs?: number
}

const SECOND_MS = 1000
const DEFAULT_DURATION_MS = 10_000
const BLANK: Script = {
  status: 'SUCCEEDED',
  statusMessage: 'The scripted detector: it has looked at nothing.',
  delayMs: 0,
  notice: true,
  durationMs: DEFAULT_DURATION_MS,
  labels: [],
}
const STATUSES = ['SUCCEEDED', 'FAILED', 'ERROR']

export function createScriptedDetector(context: CloudContext): Detector {
  return {
    jobsAtOnce: Infinity,
    async detect(job) {
      // The script is the tester's, not the caller's, whose role need not reach it.
      const films = openFilms(context, undefined)
      const key = `${job.key}.labels.json`
      try {
        const text = await films.readText({ bucket: job.bucket, key })
        return play(readScript(text ?? '{}'), job.createdAtMs)
      } catch (error) {
        const statusMessage = `The script ${key} cannot be played: ${(error as Error).message}`
        return { status: 'FAILED', told: 'FAILED', statusMessage }
      } finally {
        films.close()
      }
    },
    close: () => Promise.resolve(),
  }
}

function play(script: Script, createdAtMs: number): Outcome {
  const { status, statusMessage, delayMs, notice, durationMs, labels } = script
  const common = {
    statusMessage,
    notBeforeMs: createdAtMs + delayMs,
    ...(notice ? {} : { withoutNotice: true }),
  }
  if (status !== 'SUCCEEDED') return { ...common, status: 'FAILED', told: status }
  const video = { Codec: 'h264', Format: 'QuickTime / MOV', DurationMillis: durationMs }
  return { ...common, status, video, detections: labels.flatMap(momentsOf) }
}

function momentsOf({ name, confidence, fromMs, toMs = fromMs + 1 }: ScriptedLabel): Detection[] {
  const count = Math.max(1, Math.ceil((toMs - fromMs) / SECOND_MS))
  return Array.from({ length: count }, (_, index) => fromMs + index * SECOND_MS).flatMap((atMs) =>
    withParents(name).map((each) => ({ atMs, name: each, confidence })),
  )
}

function readScript(text: string): Script {
  const given = JSON.parse(text) as Partial<Script>
  const unknown = Object.keys(given).find((name) => !(name in BLANK))
  if (unknown) throw new Error(`a script has no member ${unknown}`)
  const script: Script = { ...BLANK, ...given }
  if (!STATUSES.includes(script.status)) throw new Error(`status is one of ${STATUSES.join(', ')}`)
  for (const { name, confidence, fromMs } of script.labels) {
    if (!placeOf(name)) throw new Error(`"${name}" is no label of the taxonomy`)
    if (!(confidence >= 0 && confidence <= 100)) throw new Error(`the confidence of ${name} is 0 to 100`)
    if (!(fromMs >= 0)) throw new Error(`${name} begins at fromMs, 0 or more`)
  }
  return script
}
