// State names are said in the words of the functions they invoke.
import { allStates, invokedFunction, type StateMachine } from './state-machine.ts'

/** The verbs a state may begin with. */
const VERBS = [
  ...[
    'Identify',
    'Register',
    'Inspect',
    'Route',
    'Await',
    'Transcode',
    'Process',
    'Moderate',
    'Recheck',
    'Read',
    'Decide',
    'Review',
  ],
  ...[
    'Publish',
    'Quarantine',
    'Reject',
    'Fail',
    'Announce',
    'Submit',
    'Start',
    'Record',
    'Collect',
    'Run',
    'Open',
    'Plan',
    'Settle',
    'Skip',
    'Transcribe',
    'Abandon',
  ],
]

/** States that are more, or other, than the function they invoke. */
const OWN_NAMES: Record<string, string> = {
  Transcode: 'submitTranscode begins what the state waits for',
  Transcribe: 'submitTranscription begins what the state waits for',
  'Recheck source': 'recheckModeration asks about either object',
  'Recheck rendition': 'recheckModeration asks about either object',
  'Quarantine asset': 'closeAsset closes an asset whatever its outcome',
  'Reject asset': 'closeAsset closes an asset whatever its outcome',
  'Fail asset': 'closeAsset closes an asset whatever its outcome',
  'Open first line': 'openReview opens a review task for either line',
  'Open second line': 'openReview opens a review task for either line',
  'Fail review': 'settleReview ends a review, also one that broke',
}

const inCamelCase = (words: string) =>
  words.toLowerCase().replace(/ (\w)/g, (_space, letter: string) => letter.toUpperCase())

/** An ending is a situation, everything else something that is done. */
const isEnding = (type: string) => type === 'Succeed' || type === 'Fail'

export function findWrongNames(machine: StateMachine): string[] {
  return allStates(machine).flatMap((state) => {
    const [verb = '', ...object] = state.name.split(' ')
    if (isEnding(state.Type)) return []
    if (!VERBS.includes(verb)) return [`${state.name}: does not begin with a verb that is known here`]
    if (object.length === 0 && !(state.name in OWN_NAMES)) return [`${state.name}: has no object`]
    const invoked = invokedFunction(state)
    if (invoked === undefined || state.name in OWN_NAMES || inCamelCase(state.name) === invoked) return []
    return [`${state.name}: invokes ${invoked}`]
  })
}

/** `functions/intake/inspect-source.handler` is the file of `inspectSource`. */
export const fileNameOf = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
