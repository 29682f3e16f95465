// The alarms of a stage, each with its runbook in docs/operations.md. Functions are not named here: every one that is
// deployed is watched.
const { functionNamesIn, logicalId } = require('./function-names.cjs')

const PERIOD = { minute: 60, fiveMinutes: 300 }

const MACHINES = ['MediaWorkflow', 'ReviewWorkflow', 'CaptionWorkflow']

/** Each with what it means that something lies in it. */
const DEAD_LETTERS = {
  AssetEventDeadLetters: 'events of assets that came to no webhook',
  CaptionDeadLetters: 'caption files and transcripts that were not taken in',
  DeliveryDeadLetters: 'assets that were taken back and may still be played',
  IntakeDeadLetters: 'uploads, job files, ended executions and budgets that nobody looked at',
  ModerationDeadLetters: 'requests for moderation that could not be handled',
  ModerationNoticeDeadLetters: 'answers of the detector that did not reach their workflow',
  OpsDeadLetters: 'events that were not counted, and watches that failed',
  ReviewDeadLetters: 'reviews that were not announced or cleaned up after',
  SearchDeadLetters: 'assets that search does not know as they are',
  TranscodeDeadLetters: 'answers of MediaConvert that did not reach their workflow',
  WebhookDeadLetters: 'deliveries to webhooks that were given up',
}

/** Queues in which nothing may wait for long, in seconds: consumers answer within minutes, people within a day. */
const QUEUE_AGES = {
  AssetEventQueue: { limitSeconds: 1800, about: 'events for webhooks' },
  ModerationQueue: { limitSeconds: 14_400, about: 'requests for moderation' },
  SearchQueue: { limitSeconds: 1800, about: 'changes for search' },
}

const kebab = (id) => id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()

const metric = (Namespace, MetricName, dimensions = {}) => ({
  Namespace,
  MetricName,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
})

const ofStage = (name) => metric('Reelgate', name, { stage: '${sls:stage}' })
const ofQueue = (id, name) => metric('AWS/SQS', name, { QueueName: { 'Fn::GetAtt': [id, 'QueueName'] } })
const ofMachines = (name) =>
  MACHINES.map((id) => metric('AWS/States', name, { StateMachineArn: { Ref: id } }))

/** One metric, or the sum of several: CloudWatch takes ten. */
const measuredBy = (metrics, { stat, period }) =>
  metrics.length === 1
    ? { ...metrics[0], Statistic: stat, Period: period }
    : {
        Metrics: [
          ...metrics.map((Metric, i) => ({
            Id: `m${i}`,
            ReturnData: false,
            MetricStat: { Metric, Stat: stat, Period: period },
          })),
          { Id: 'all', Expression: 'SUM(METRICS())', ReturnData: true },
        ],
      }

/** Goes off when the value is above `limit`, and tells when it is over, too. */
function alarm(name, { about, metrics, stat = 'Sum', period = PERIOD.fiveMinutes, limit = 0, ...rest }) {
  const { runbook = name, periods = 1, enough = periods } = rest
  const { missing = 'notBreaching', comparison = 'GreaterThanThreshold', silence } = rest
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: '${self:custom.prefix}-' + name,
      AlarmDescription: `${about} Runbook: \${param:runbooks}#${runbook}`,
      ...measuredBy(metrics, { stat, period }),
      ComparisonOperator: comparison,
      Threshold: limit,
      EvaluationPeriods: periods,
      DatapointsToAlarm: enough,
      TreatMissingData: missing,
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
      ...(silence && { InsufficientDataActions: silence }),
    },
  }
}

const WORKFLOWS = {
  ExecutionsFailedAlarm: alarm('executions-failed', {
    about: 'A workflow ended with a fault.',
    metrics: ofMachines('ExecutionsFailed'),
  }),
  ExecutionsTimedOutAlarm: alarm('executions-timed-out', {
    about: 'A workflow took longer than it may.',
    metrics: ofMachines('ExecutionsTimedOut'),
  }),
  ExecutionsThrottledAlarm: alarm('executions-throttled', {
    about: 'Step Functions holds workflows back: the quota of state transitions is used up.',
    metrics: ofMachines('ExecutionThrottled'),
    periods: 3,
  }),
  StuckAssetsAlarm: alarm('stuck-assets', {
    about: 'Assets have no outcome, and nothing works on them any more.',
    metrics: [ofStage('StuckAssets')],
    stat: 'Maximum',
    // The watch tells it every five minutes, not on the minute.
    period: 600,
  }),
  WatcherSilentAlarm: alarm('watcher-silent', {
    about: 'Nobody has looked for stuck assets and backlogs for half an hour.',
    metrics: [ofStage('StuckAssets')],
    stat: 'SampleCount',
    // AWS looks back some periods further than it is told before it calls data insufficient: short ones keep that short.
    period: 600,
    periods: 3,
    // Silence is no data: so nobody is told of a new stage, which has not been watched yet.
    missing: 'missing',
    comparison: 'LessThanThreshold',
    limit: 1,
    silence: [{ Ref: 'AlarmTopic' }],
  }),
  BudgetAlarm: alarm('budget', {
    about: 'Nine tenths of the budget of the month are used: what does not fit into the rest will wait.',
    metrics: [ofStage('BudgetShareUsed')],
    stat: 'Maximum',
    period: 3600,
    periods: 2,
    enough: 1,
    limit: 90,
  }),
  WebhookFailuresAlarm: alarm('webhook-failures', {
    about: 'In each of the last three hours an endpoint of webhooks did not take what it was sent.',
    metrics: [ofStage('WebhookFailures')],
    period: 3600,
    periods: 3,
  }),
  ReviewsExpiredAlarm: alarm('reviews-expired', {
    about: 'Nobody decided on an asset before its deadline.',
    metrics: [ofStage('ReviewsExpired')],
  }),
  // Whoever asks is told of a fault with 500: the function itself has not failed.
  ApiFaultsAlarm: alarm('api-faults', {
    about: 'The API answers people with faults of its own.',
    metrics: [metric('AWS/ApiGateway', '5xx', { ApiId: { Ref: 'HttpApi' } })],
    limit: 5,
  }),
  FunctionsThrottledAlarm: alarm('functions-throttled', {
    about: 'Lambda turns requests away: the concurrency of the account is used up.',
    metrics: [metric('AWS/Lambda', 'Throttles')],
    periods: 3,
  }),
}

const deadLetterAlarms = () =>
  Object.entries(DEAD_LETTERS).map(([id, about]) => [
    `${id}Alarm`,
    alarm(kebab(id), {
      about: `Dead letters: ${about}.`,
      metrics: [ofQueue(id, 'ApproximateNumberOfMessagesVisible')],
      stat: 'Maximum',
      period: PERIOD.minute,
    }),
  ])

const ageAlarms = () =>
  Object.entries(QUEUE_AGES).map(([id, { limitSeconds, about }]) => [
    `${id}AgeAlarm`,
    alarm(`${kebab(id)}-age`, {
      about: `The oldest of the ${about} has waited for more than ${limitSeconds / 60} minutes.`,
      metrics: [ofQueue(id, 'ApproximateAgeOfOldestMessage')],
      stat: 'Maximum',
      limit: limitSeconds,
    }),
  ])

const MOST_METRICS = 10
/** Requests are tried again: one that failed is no news, several in five minutes are. */
const MOST_ERRORS = 5

function errorAlarms(functionNames) {
  const groups = []
  for (let at = 0; at < functionNames.length; at += MOST_METRICS)
    groups.push(functionNames.slice(at, at + MOST_METRICS))
  return groups.map((names, i) => [
    `FunctionErrors${i + 1}Alarm`,
    alarm(`function-errors-${i + 1}`, {
      about: `Functions fail, one of ${names.join(', ')}.`,
      runbook: 'function-errors',
      metrics: names.map((name) =>
        metric('AWS/Lambda', 'Errors', { FunctionName: { Ref: logicalId(name) } }),
      ),
      limit: MOST_ERRORS,
    }),
  ])
}

/** AWS asks the address for a confirmation first. */
const subscription = (email) => ({
  AlarmEmail: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint: email },
  },
})

module.exports = {
  async alarms({ resolveConfigurationProperty, resolveVariable }) {
    const email = await resolveVariable('param:alarmEmail')
    const names = functionNamesIn(await resolveConfigurationProperty(['functions']))
    return {
      Resources: {
        ...WORKFLOWS,
        ...(email !== '' && subscription(email)),
        ...Object.fromEntries([...deadLetterAlarms(), ...ageAlarms(), ...errorAlarms(names)]),
      },
    }
  },
}
