// Policies, what is wrong with them, and what they would change, for a person.
import { basename } from 'node:path'
import type { Policy } from '../../schemas/generated/types.ts'
import type { PlacedProblem } from '../policy/read-policy-file.ts'
import type { Change, ReplaySummary } from '../policy/replay-assets.ts'
import { plain, styled } from '../terminal.ts'
import { shorten } from './measures.ts'

const COLOURS = { approve: 'green', escalate: 'yellow', reject: 'red' } as const

const DECISION_WIDTH = 10
const ID_WIDTH = 10
const NAME_WIDTH = 44
const MOST_REASONS = 3

const decision = (word: Change['was']) =>
  styled(COLOURS[word], word) + ' '.repeat(DECISION_WIDTH - word.length)

const many = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`

/** One line a problem, which editors and terminals can follow. */
export function problemLines(file: string, problems: PlacedProblem[]): string {
  const lines = problems.map(({ line, column, pointer, message }) =>
    plain(`${file}:${line}:${column}  ${pointer === '' ? 'the file' : pointer} ${message}`),
  )
  return [...lines, styled('bold', `${many(problems.length, 'problem')}.`)].join('\n')
}

export function policyTable(policies: Policy[]): string {
  const nameWidth = Math.max('POLICY'.length, ...policies.map(({ policyId }) => policyId.length))
  const row = ([name = '', version = '', rules = '', text = '']: string[]) =>
    [name.padEnd(nameWidth), version.padEnd('VERSION'.length), rules.padStart('RULES'.length), text].join(
      '  ',
    )
  return [
    styled('dim', row(['POLICY', 'VERSION', 'RULES', 'FOR WHOM'])),
    ...policies.map(({ policyId, version, rules, description }) =>
      row([policyId, version, String(rules.length), description]),
    ),
  ].join('\n')
}

/** Who has changed the policy's word since. */
const sinceText = ({ since }: Change) => (since ? `${since.decision} by ${since.decidedBy}` : '')

function changeLines(change: Change, sinceWidth: number): string[] {
  const { assetId, decidedAt, was, wouldBe, title, sourceUri, reasons } = change
  const name = shorten(plain(title ?? basename(sourceUri)), NAME_WIDTH)
  const cells = [
    assetId.slice(0, ID_WIDTH),
    decidedAt.slice(0, 16).replace('T', ' '),
    decision(was),
    decision(wouldBe),
    ...(sinceWidth > 0 ? [sinceText(change).padEnd(sinceWidth)] : []),
    name,
  ]
  const more = reasons.length - MOST_REASONS
  const why = [
    ...reasons.slice(0, MOST_REASONS).map(({ message }) => plain(message)),
    ...(more > 0 ? [`and ${more} more`] : []),
  ]
  return [cells.join('  '), ...why.map((line) => styled('dim', `${' '.repeat(ID_WIDTH + 2)}${line}`))]
}

function changeTable(changes: Change[]): string[] {
  const longest = Math.max(0, ...changes.map((change) => sinceText(change).length))
  const sinceWidth = longest > 0 ? Math.max(longest, 'SINCE'.length) : 0
  const head = [
    'ID'.padEnd(ID_WIDTH),
    'DECIDED (UTC)'.padEnd(16),
    'WAS'.padEnd(DECISION_WIDTH),
    'WOULD BE'.padEnd(DECISION_WIDTH),
    ...(sinceWidth > 0 ? ['SINCE'.padEnd(sinceWidth)] : []),
    'NAME',
  ].join('  ')
  return [styled('dim', head), ...changes.flatMap((change) => changeLines(change, sinceWidth)), '']
}

/** The verdicts that would change, each with its reasons, and the counts. */
export function replayText({ policyId, version }: Policy, summary: ReplaySummary): string {
  const { replayed, changed, changes, transitions, undecided, ofOtherPolicies } = summary
  const kinds = transitions.map(({ was, wouldBe, count }) => `${count} ${was} → ${wouldBe}`).join(', ')
  const left = [
    ...(undecided > 0 ? [`${many(undecided, 'asset')} without a verdict of a policy left out.`] : []),
    ...(ofOtherPolicies > 0
      ? [`${many(ofOtherPolicies, 'verdict')} of other policies left out; --all takes them too.`]
      : []),
  ]
  return [
    ...(changes.length > 0 ? changeTable(changes) : []),
    `Policy ${policyId}, version ${version}: ${changed} of ${many(replayed, 'verdict')} would change${kinds ? ` (${kinds})` : ''}.`,
    ...left,
  ].join('\n')
}
