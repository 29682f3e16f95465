import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import type { Stack as StackDescription } from '@aws-sdk/client-cloudformation'
import { CommandError } from '../errors.ts'
import { nameTarget } from '../target.ts'
import type { Target } from '../target.ts'
import type { Clients } from './clients.ts'

/** What the deployed stack says about itself. */
export interface Stack {
  ingestBucket: string
  mediaBucket: string
  assetsTable: string
  jobsTable: string
  workflowArn: string
  eventBusName: string
}

const OUTPUTS: Record<keyof Stack, string> = {
  ingestBucket: 'IngestBucketName',
  mediaBucket: 'MediaBucketName',
  assetsTable: 'AssetsTableName',
  jobsTable: 'JobsTableName',
  workflowArn: 'MediaWorkflowArn',
  eventBusName: 'EventBusName',
}

/** Undefined when there is no such stack. */
export async function describeStack(
  clients: Clients,
  stackName: string,
): Promise<StackDescription | undefined> {
  try {
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }))
    return Stacks?.[0]
  } catch (error) {
    const { name, message } = error as Error
    if (name === 'ValidationError' && message.includes('does not exist')) return undefined
    throw error
  }
}

/** Who lets people in, and where what they do is asked for. */
export interface PeopleStack {
  apiUrl: string
  userPoolId: string
  clientId: string
}

const PEOPLE_OUTPUTS = {
  apiId: 'ApiId',
  apiEndpoint: 'ApiEndpoint',
  userPoolId: 'UserPoolId',
  clientId: 'UserPoolClientId',
} as const

/** @throws CommandError when the stack is not deployed, or not by this version of the project */
async function loadOutputs<Key extends string>(
  clients: Clients,
  target: Target,
  outputs: Record<Key, string>,
): Promise<Record<Key, string>> {
  const description = await describeStack(clients, target.stackName)
  const deploy = `Deploy it with \`reelgate deploy --stage ${target.stage}\`.`
  if (!description)
    throw new CommandError(`The stack ${target.stackName} is not in ${nameTarget(target)}.`, deploy)
  const values = new Map(description.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
  const missing = Object.values<string>(outputs).filter((name) => !values.get(name))
  if (missing.length > 0) {
    const state = description.StackStatus ?? 'unknown'
    throw new CommandError(
      `The stack ${target.stackName} (${state}) has no output ${missing.join(', ')}.`,
      deploy,
    )
  }
  return Object.fromEntries(
    Object.entries<string>(outputs).map(([key, name]) => [key, values.get(name)]),
  ) as Record<Key, string>
}

/** @throws CommandError when the stack is not deployed, or not by this version of the project */
export const loadStack = (clients: Clients, target: Target): Promise<Stack> =>
  loadOutputs(clients, target, OUTPUTS)

const BUDGET_OUTPUTS = {
  table: 'BudgetTableName',
  limitUsd: 'MonthlyBudgetUsd',
  functionName: 'ReleaseBudgetFunctionName',
} as const

/** @throws CommandError when the stack is not deployed, or not by this version of the project */
export const loadBudgetStack = (clients: Clients, target: Target) =>
  loadOutputs(clients, target, BUDGET_OUTPUTS)

/** @throws CommandError when the stack is not deployed, or not by this version of the project */
export async function loadPeopleStack(clients: Clients, target: Target): Promise<PeopleStack> {
  const { apiId, apiEndpoint, ...pool } = await loadOutputs(clients, target, PEOPLE_OUTPUTS)
  // A stack remembers the port of the day of its deployment; a local cloud answers on the one of today.
  const apiUrl = target.endpointUrl === undefined ? apiEndpoint : `${target.endpointUrl}/_api/${apiId}`
  return { apiUrl, ...pool }
}
