// The commands `policy check`, `policy list` and `policy replay`.
import { existsSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { choosePolicy, POLICIES, policyNames } from '../../lib/policies.ts'
import type { Policy } from '../../schemas/generated/types.ts'
import { HISTORY_MONTHS } from '../aws/assets.ts'
import { readPolicyFile, type PlacedProblem } from '../policy/read-policy-file.ts'
import { replayAssets } from '../policy/replay-assets.ts'
import { withSession } from '../session.ts'
import { policyTable, problemLines, replayText } from '../show/policies.ts'
import type { TargetOptions } from '../target.ts'
import { note, print } from '../terminal.ts'

export interface PolicyOptions {
  json: boolean
}

export type ReplayOptions = TargetOptions & {
  /** A file, or the name of a policy that there is. */
  policy: string
  /** ISO 8601; older assets are left out. */
  since?: string
  limit: number
  all: boolean
}

const BAD_POLICY = 2

/** Verdicts name a policy by its name and version: two of them that say different things could not be told apart. */
const isTaken = (policy: Policy) =>
  POLICIES.some(
    (known) =>
      known.policyId === policy.policyId &&
      known.version === policy.version &&
      !isDeepStrictEqual(known, policy),
  )

function tellProblems(file: string, problems: PlacedProblem[], { json }: PolicyOptions): number {
  print(json ? JSON.stringify({ file, valid: false, problems }) : problemLines(file, problems))
  return BAD_POLICY
}

export function check(file: string, options: PolicyOptions): Promise<number> {
  const read = readPolicyFile(file)
  if ('problems' in read) return Promise.resolve(tellProblems(file, read.problems, options))
  const { policyId, version, rules } = read.policy
  if (options.json) print(JSON.stringify({ file, valid: true, policyId, version, problems: [] }))
  else print(`${file}: policy ${policyId}, version ${version}, ${rules.length} rules, no problems.`)
  if (isTaken(read.policy)) {
    note(
      `policies/${policyId}.json has version ${version} too and says otherwise: give one of them another version.`,
    )
  }
  return Promise.resolve(0)
}

export function list({ json }: PolicyOptions): Promise<number> {
  if (json) POLICIES.forEach((policy) => print(JSON.stringify(policy)))
  else print(policyTable(POLICIES))
  return Promise.resolve(0)
}

const readPolicy = (fileOrName: string) =>
  !existsSync(fileOrName) && policyNames().includes(fileOrName)
    ? { policy: choosePolicy(fileOrName) }
    : readPolicyFile(fileOrName)

export async function replay(options: ReplayOptions): Promise<number> {
  const read = readPolicy(options.policy)
  if ('problems' in read) return tellProblems(options.policy, read.problems, options)
  const { policy } = read
  const { since, limit, all } = options
  const filter = { limit, ...(since !== undefined && { since }) }
  const assets = await withSession(options, ({ store }) => store.newest(filter))
  const summary = replayAssets(policy, assets, { all })
  const { policyId, version: policyVersion } = policy
  print(options.json ? JSON.stringify({ policyId, policyVersion, ...summary }) : replayText(policy, summary))
  if (assets.length === limit) note(`Only the newest ${limit} assets were read; --limit reads more.`)
  else if (assets.length === 0) note(`No assets in the last ${HISTORY_MONTHS} months.`)
  return 0
}
