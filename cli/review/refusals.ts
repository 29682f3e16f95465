// What to do about a refusal of the API; what happened it says itself.
import type { Role } from '../../lib/roles.ts'
import type { Problem } from '../../schemas/generated/types.ts'
import { plain } from '../terminal.ts'

type Refusal = Pick<Problem, 'code' | 'detail'>

interface Me {
  name: string
  role: Role | undefined
}

const roleText = ({ name, role }: Me) => `You are signed in as ${plain(name)}, ${role ?? 'without a role'}`

/** The API names the role that is needed. */
const needsMore = (me: Me, detail: string) =>
  `${roleText(me)}. Whoever runs the stack can change that: \`reelgate user add ${plain(me.name)} ` +
  `--role ${/role (\w+)/.exec(detail)?.[1] ?? 'ROLE'}\`; then sign in again.`

const HINTS: Record<string, string | ((me: Me, detail: string) => string)> = {
  unauthorized: 'Sign in again: `reelgate login`.',
  forbidden: needsMore,
  'operators-only': (me) =>
    `${roleText(me)}. Leave it to an operator; \`reelgate review next\` claims another one.`,
  'not-found': '`reelgate review list` shows what waits.',
  'claimed-by-other':
    '`reelgate review next` claims another one; `reelgate review show` tells who holds this one.',
  'not-claimed': '`reelgate review claim ID` shows it and asks.',
  'lease-lost': 'Claim it again: `reelgate review claim ID`, unless somebody else was quicker.',
  'already-decided':
    '`reelgate review audit ID` tells by whom. An operator may withdraw, publish or reopen the asset.',
  'deadline-passed':
    'The policy decides without an answer. An operator may `reelgate publish` or `reelgate reopen` the asset.',
  'own-opinion': 'Your opinion is noted; `reelgate review next` claims another one.',
  'no-further-line': '`reelgate review approve` or `reelgate review reject`.',
  'not-published': '`reelgate asset ID` shows its outcome.',
  'not-quarantined': '`reelgate asset ID` shows its outcome.',
  'nothing-to-publish': 'It failed or was refused before there was anything to play; upload it again.',
  'not-held': '`reelgate asset ID` shows its tracks.',
  unreadable: '`reelgate asset ID` tells what is wrong with it.',
  'caption-file-changed': 'Read it again in a moment: `reelgate captions show ID TRACK`.',
  'no-verdict': 'Upload it again.',
  'under-review': '`reelgate review list` shows its task.',
  'no-such-webhook': '`reelgate webhook list` shows those that there are.',
  'too-many-webhooks': '`reelgate webhook remove ID` takes one out that nobody needs.',
  'upload-ended': 'Upload it again: what was there is thrown away after a week, or when it is cancelled.',
  'file-name-wrong': 'Give the file another name.',
  'file-type-wrong': 'Only films are uploaded.',
  'file-too-large': 'Upload a shorter or smaller version, or ask whoever runs the stack.',
  'job-file-wrong': 'Correct the job file beside the film, or what the options say.',
  'job-file-missing': 'Put a job file beside the film, or give a --title.',
  'policy-not-open': 'Leave the policy to the stage, or ask an operator to upload the film.',
  'already-received': '`reelgate asset ID` shows what it became.',
  conflict: 'Look at it again and repeat what you wanted.',
  busy: 'Try again in a moment.',
  unavailable: 'Try again in a moment: nothing is done twice.',
  fault: 'The logs of the stack tell more.',
}

/** What somebody can do about it, if anything. */
export function explainRefusal({ code, detail }: Refusal, me: Me): string | undefined {
  const hint = HINTS[code]
  return typeof hint === 'function' ? hint(me, detail) : hint
}
