// What a finished job tells of its outputs (user guide, "Output file names and paths").
import type { PlannedOutput } from './plan.ts'

/** What COMPLETE tells of one output group. */
export interface GroupReport {
  type: 'CMAF_GROUP' | 'FILE_GROUP'
  playlistFilePaths?: string[]
  outputDetails: OutputReport[]
}

export interface OutputReport {
  outputFilePaths?: string[]
  durationInMs: number
  videoDetails?: { widthInPx: number; heightInPx: number; averageBitrate?: number }
}

export function videoDetails(
  { video }: PlannedOutput,
  averageBitrateBps?: number,
): Pick<OutputReport, 'videoDetails'> {
  if (!video) return {}
  const average = averageBitrateBps === undefined ? {} : { averageBitrate: averageBitrateBps }
  return { videoDetails: { widthInPx: video.widthPx, heightInPx: video.heightPx, ...average } }
}
