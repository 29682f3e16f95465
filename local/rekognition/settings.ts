// What the operator may set for the local Rekognition, by the environment of the cloud.

export interface RekognitionSettings {
  /** `model` looks at the film; `scripted` reads what it is to see from a file beside the film, for tests. */
  detector: 'model' | 'scripted'
  /** How many jobs an account may have open. */
  openJobs: number
}

/** The quota of an account on AWS ("Guidelines and quotas in Amazon Rekognition": concurrent stored video jobs). */
const DEFAULT_OPEN_JOBS = 20

/** Throws for a value that means nothing: a detector that quietly is another one would let films pass. */
export function readSettings(environment: Record<string, string | undefined>): RekognitionSettings {
  const detector = environment['REELGATE_DETECTOR'] || 'model'
  if (detector !== 'model' && detector !== 'scripted') {
    throw new Error(`REELGATE_DETECTOR is "${detector}"; it is model (the default) or scripted.`)
  }
  const openJobs = Number(environment['REELGATE_REKOGNITION_JOBS'] || DEFAULT_OPEN_JOBS)
  if (!Number.isInteger(openJobs) || openJobs < 1) {
    throw new Error('REELGATE_REKOGNITION_JOBS is a whole number of jobs, 1 or more.')
  }
  return { detector, openJobs }
}
