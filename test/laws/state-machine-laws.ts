// What every state machine of the project must keep. A law returns one sentence for every breach.
import aslValidator from 'asl-validator'
import {
  allMachines,
  allStates,
  invokedFunction,
  isWait,
  tasks,
  unreachableStates,
  type Retrier,
  type State,
  type StateMachine,
} from './state-machine.ts'

export type Law = (machine: StateMachine) => string[]

const MOST_STATES = 32

/** Trying again can help: ours, and those of AWS as Step Functions names them. */
const RETRYABLE = new Set([
  'EventBridge.FailedEntry',
  'ThrottledError',
  'ProviderUnavailableError',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'Sandbox.Timedout',
  'DynamoDB.InternalServerError',
  'DynamoDB.ProvisionedThroughputExceededException',
  'DynamoDB.RequestLimitExceeded',
  'DynamoDB.ThrottlingException',
  'DynamoDB.TransactionConflictException',
  'EventBridge.InternalException',
  'EventBridge.ThrottlingException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'SNS.InternalErrorException',
  'SNS.ThrottledException',
  'SQS.SqsException',
  'StepFunctions.ExecutionLimitExceededException',
  'StepFunctions.ThrottlingException',
])

const handlersOf = ({ Retry = [], Catch = [] }: State): Retrier[] => [...Retry, ...Catch]
const catches = ({ Catch = [] }: State, ...names: string[]) =>
  Catch.some(({ ErrorEquals }) => ErrorEquals.some((name) => names.includes(name)))
const retries = ({ Retry = [] }: State) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals)
const isAlone = (handlers: Retrier[] = []) =>
  handlers.every(
    ({ ErrorEquals }, index) =>
      !ErrorEquals.includes('States.ALL') || (ErrorEquals.length === 1 && index === handlers.length - 1),
  )

const sentences = <T extends { name: string }>(states: T[], breach: string) =>
  states.map(({ name }) => `${name}: ${breach}`)

/**
 * As asl-validator wants it: substitutions filled in, each expression on one line (it does not know longer ones),
 * and a copy, because it writes into what it is given.
 */
const forValidator = (machine: StateMachine) =>
  JSON.parse(JSON.stringify(machine), (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\n', ' ').replaceAll(/\$\{\w+\}/g, '1') : value,
  ) as object

/** Attributes that a write to a table sets, and those that it removes. */
function updateBy({ Resource, Arguments }: State): Record<'sets' | 'removes', string[]> {
  if (!Resource?.endsWith(':dynamodb:updateItem')) return { sets: [], removes: [] }
  const { UpdateExpression, ExpressionAttributeNames: names = {} } = Arguments as {
    UpdateExpression: string
    ExpressionAttributeNames?: Record<string, string>
  }
  const written = UpdateExpression.replaceAll(/#\w+/g, (name) => names[name] ?? name)
  const [set = '', removed = ''] = written.split(/\bREMOVE\b/)
  return {
    sets: [...set.matchAll(/(?:SET|,)\s*([\w.]+)\s*=/g)].map(([, attribute]) => attribute!),
    removes: removed.split(',').map((attribute) => attribute.trim()),
  }
}

const uncaught = ({ States }: StateMachine) =>
  Object.entries(States)
    .map(([name, state]) => ({ name, ...state }))
    .filter((state) => state.Type === 'Task' && !catches(state, 'States.ALL'))

/** States whose faults the Parallel or Map state around them catches. */
const sheltered = (machine: StateMachine): string[] =>
  allStates(machine)
    .filter((state) => catches(state, 'States.ALL'))
    .flatMap(({ Branches = [], ItemProcessor }) => [...Branches, ...(ItemProcessor ? [ItemProcessor] : [])])
    .flatMap(allStates)
    .map(({ name }) => name)

const validate: Law = (machine) => {
  const { isValid, errors } = aslValidator(forValidator(machine), { checkPaths: true, checkArn: true })
  return isValid ? [] : errors.map((error) => `asl-validator: ${error['Error code']} ${error.Message}`)
}

export const LAWS: Record<string, Law> = {
  'is valid to asl-validator': validate,

  [`has at most ${MOST_STATES} states`]: (machine) => {
    const count = allStates(machine).length
    return count > MOST_STATES ? [`${count} states`] : []
  },

  'reaches every state': (machine) =>
    allMachines(machine)
      .flatMap(unreachableStates)
      .map((name) => `${name}: no road leads here`),

  'gives every task a timeout, retries and a catch': (machine) => [
    ...sentences(
      tasks(machine).filter(({ TimeoutSeconds }) => TimeoutSeconds === undefined),
      'no timeout',
    ),
    ...sentences(
      tasks(machine).filter(({ Retry = [] }) => Retry.length === 0),
      'no retry',
    ),
    ...sentences(
      allMachines(machine)
        .flatMap(uncaught)
        .filter(({ name }) => !sheltered(machine).includes(name)),
      'no catch of States.ALL',
    ),
  ],

  'names States.ALL alone and last': (machine) =>
    sentences(
      allStates(machine).filter(({ Retry, Catch }) => !isAlone(Retry) || !isAlone(Catch)),
      'States.ALL is not alone and last',
    ),

  'retries only what trying again can help': (machine) =>
    allStates(machine).flatMap((state) =>
      retries(state)
        .filter((error) => !RETRYABLE.has(error))
        .map((error) => `${state.name}: retries ${error}`),
    ),

  'spreads retries in time': (machine) =>
    allStates(machine).flatMap(({ name, Retry = [] }) =>
      (Retry as (Retrier & { JitterStrategy?: string; MaxDelaySeconds?: number })[])
        .filter(({ JitterStrategy, MaxDelaySeconds }) => JitterStrategy !== 'FULL' || !MaxDelaySeconds)
        .map(
          ({ ErrorEquals }) => `${name}: retries ${ErrorEquals[0]} without full jitter and a longest delay`,
        ),
    ),

  'passes the token of every wait': (machine) =>
    sentences(
      allStates(machine).filter(
        (state) =>
          isWait(state) && !JSON.stringify(state.Arguments ?? '').includes('$states.context.Task.Token'),
      ),
      'waits for a token that nobody is given',
    ),

  'gives no token to a task that does not wait': (machine) =>
    sentences(
      allStates(machine).filter(
        (state) => !isWait(state) && JSON.stringify(state.Arguments ?? '').includes('Task.Token'),
      ),
      'passes a token that is not waited for',
    ),

  'tells every function whose work it is': (machine) =>
    sentences(
      allStates(machine).filter(
        (state) =>
          invokedFunction(state) !== undefined &&
          !String((state.Arguments as { ClientContext?: string }).ClientContext).includes('Execution.Id'),
      ),
      'the logs of its function name no execution',
    ),

  // Another attempt would wait the whole time again, for an answer that did not come.
  'catches the timeout of every wait and does not retry it': (machine) => {
    const waits = allStates(machine).filter(isWait)
    return [
      ...sentences(
        waits.filter(
          (state) =>
            !catches(state, 'States.Timeout', 'States.ALL') && !sheltered(machine).includes(state.name),
        ),
        'its timeout is not caught',
      ),
      ...sentences(
        waits.filter((state) => retries(state).includes('States.Timeout')),
        'its timeout is retried',
      ),
    ]
  },

  'catches nothing twice': (machine) =>
    allStates(machine).flatMap(({ name, ...state }) => {
      const seen = [state.Retry, state.Catch].map((handlers = []) =>
        handlers.flatMap(({ ErrorEquals }) => ErrorEquals),
      )
      return seen
        .filter((errors) => new Set(errors).size !== errors.length)
        .map(() => `${name}: names an error twice in one list`)
    }),

  // What has its outcome would be looked at by the watch for ever; what has none again would never be.
  'keeps what is under way, and nothing else, where the watch finds it': (machine) =>
    tasks(machine).flatMap((state) => {
      const { sets, removes } = updateBy(state)
      return [
        ...(sets.includes('outcome') && !removes.includes('underWay') ? ['gives an outcome'] : []),
        ...(removes.includes('outcome') && !sets.includes('underWay') ? ['takes an outcome away'] : []),
      ].map((act) => `${state.name}: ${act}, and underWay is as before`)
    }),

  'gives every choice a default': (machine) =>
    sentences(
      allStates(machine).filter(({ Type, Default }) => Type === 'Choice' && Default === undefined),
      'no default',
    ),

  'matches errors by names that exist': (machine) =>
    allStates(machine).flatMap((state) =>
      handlersOf(state)
        .flatMap(({ ErrorEquals }) => ErrorEquals)
        .filter((error) => !KNOWN.has(error))
        .map((error) => `${state.name}: nothing is ever called ${error}`),
    ),
}

/** Errors that may be met in a Catch besides: ours that no retry helps, and those with a meaning of their own. */
const KNOWN = new Set([
  ...RETRYABLE,
  'ConflictError',
  'InvalidInputError',
  'InvariantError',
  'JobFailedError',
  'NotFoundError',
  'UnsupportedSourceError',
  'DynamoDB.ConditionalCheckFailedException',
  'States.ALL',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.QueryEvaluationError',
  'States.Runtime',
  'States.TaskFailed',
])
