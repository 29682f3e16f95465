// How far a job is, in the numbers of GetJob and of STATUS_UPDATE.
import type { JobPhase } from './job-record.ts'

export interface JobProgress {
  phase: JobPhase
  /** Percent of the phase; undefined while the length of the source is not known. */
  percent: number | undefined
  frames: number
}

const PHASES: readonly JobPhase[] = ['PROBING', 'TRANSCODING', 'UPLOADING']
// On one machine encoding takes nearly all of the time.
const SHARE_OF_TRANSCODING = 0.95

/** Percent of the whole job; 100 only when it is complete. */
export function jobPercent({ phase, percent }: JobProgress): number {
  if (phase === 'PROBING') return 0
  if (phase === 'UPLOADING') return Math.round(SHARE_OF_TRANSCODING * 100)
  return Math.floor((percent ?? 0) * SHARE_OF_TRANSCODING)
}

/** The detail of STATUS_UPDATE: finished phases are complete, later ones pending. */
export function describeProgress(progress: JobProgress): Record<string, unknown> {
  const current = PHASES.indexOf(progress.phase)
  const phaseProgress = PHASES.map((phase, index) => {
    if (index < current) return [phase, { status: 'COMPLETE', percentComplete: 100 }]
    if (index > current) return [phase, { status: 'PENDING', percentComplete: 0 }]
    return [
      phase,
      {
        status: 'PROGRESSING',
        ...(progress.percent === undefined ? {} : { percentComplete: progress.percent }),
      },
    ]
  })
  return {
    framesDecoded: progress.frames,
    jobProgress: {
      phaseProgress: Object.fromEntries(phaseProgress) as Record<string, object>,
      jobPercentComplete: jobPercent(progress),
      currentPhase: progress.phase,
      retryCount: 0,
    },
  }
}
