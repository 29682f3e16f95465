// A process with the Step Functions service in it, to be killed: `node victim.ts DATA_DIR`. It prints the ARN of an
// execution that waits for a token, that token, the ARN of one that loops, and the ARN of one that waits for a day.
import { createActivity } from '../../../local/runtime/activity.ts'
import { realClock } from '../../../local/runtime/clock.ts'
import { createIdentities } from '../../../local/runtime/identities.ts'
import type { Call } from '../../../local/runtime/service.ts'
import { createStatesService } from '../../../local/states/service.ts'
import { NO_AUTHORITY } from '../../support/no-authority.ts'
import { openFakeAws } from './fake-aws.ts'

const aws = await openFakeAws()
const service = createStatesService({
  accountId: '000000000000',
  region: 'us-east-1',
  endpointUrl: () => aws.url,
  dataDir: process.argv[2] as string,
  clock: realClock(),
  activity: createActivity(),
  identities: createIdentities('000000000000'),
  authority: NO_AUTHORITY,
  emitEvent: async () => {},
  log: (line) => process.stderr.write(`${line}\n`),
})
await service.start?.()

const call = async (operation: string, input: unknown): Promise<Record<string, string>> =>
  (await service.operations[operation]?.(input, {} as Call)) as Record<string, string>

async function start(name: string, states: object, input: unknown = {}): Promise<string> {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: Object.keys(states)[0],
    States: states,
  })
  const roleArn = 'arn:aws:iam::000000000000:role/workflow'
  const { stateMachineArn } = await call('CreateStateMachine', { name, definition, roleArn })
  const started = await call('StartExecution', { stateMachineArn, input: JSON.stringify(input) })
  return started.executionArn as string
}

const token = new Promise<string>(
  (resolve) => (aws.functions.submit = (event: { token: string }) => void resolve(event.token)),
)
const waiting = await start('waiting', {
  T: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'submit', Payload: { token: '{% $states.context.Task.Token %}' } },
    End: true,
  },
})
const taskToken = await token
const timer = await start('timer', { W: { Type: 'Wait', Seconds: 86_400, End: true } })
const loop = await start(
  'loop',
  {
    Count: { Type: 'Pass', Output: { i: '{% $states.input.i + 1 %}' }, Next: 'Enough?' },
    'Enough?': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.i >= 4000 %}', Next: 'End' }],
      Default: 'Count',
    },
    End: { Type: 'Succeed' },
  },
  { i: 0 },
)
process.stdout.write(`${[waiting, taskToken, loop, timer].join('\n')}\n`)
