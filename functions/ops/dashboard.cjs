// What an operator looks at first: what came in and went out, what waits, what fails.
const { functionNamesIn, logicalId } = require('./function-names.cjs')

const WIDTH = 24
const HEIGHT = 6

const stage = ['stage', '${sls:stage}']
const ours = (name, options = {}) => ['Reelgate', name, ...stage, options]
const queue = (id, name) => ['AWS/SQS', name, 'QueueName', '${' + id + '.QueueName}', { label: id }]
const machine = (name, options = {}) => ['AWS/States', name, 'StateMachineArn', '${MediaWorkflow}', options]

const errorsOf = (name) => [
  'AWS/Lambda',
  'Errors',
  'FunctionName',
  '${' + logicalId(name) + '}',
  { label: name },
]

const graph = (title, metrics, options = {}) => ({
  type: 'metric',
  properties: {
    title,
    region: '${AWS::Region}',
    view: 'timeSeries',
    stat: 'Sum',
    period: 300,
    metrics,
    ...options,
  },
})

const rows = (functionNames) => [
  [
    graph('What became of uploads', [
      ours('AssetsUploaded', { label: 'uploaded' }),
      ours('AssetsPublished', { label: 'published' }),
      ours('AssetsRejected', { label: 'rejected' }),
      ours('AssetsQuarantined', { label: 'quarantined' }),
      ours('AssetsFailed', { label: 'failed' }),
    ]),
    graph('From upload to publication, in milliseconds', [
      ours('TimeToPublish', { stat: 'p50', label: 'half of them' }),
      ours('TimeToPublish', { stat: 'p95', label: 'all but the slowest twentieth' }),
    ]),
    graph('Media workflow', [
      machine('ExecutionsStarted', { label: 'started' }),
      machine('ExecutionsSucceeded', { label: 'succeeded' }),
      machine('ExecutionsFailed', { label: 'failed' }),
      machine('ExecutionsTimedOut', { label: 'timed out' }),
    ]),
  ],
  [
    graph(
      'What waits',
      [
        ours('TranscodeBacklog', { label: 'transcodes' }),
        ours('TranscodesRunning', { label: 'transcodes at work' }),
        ours('ModerationBacklog', { label: 'moderation' }),
        ours('OpenReviews', { label: 'reviews' }),
        ours('ParkedAssets', { label: 'for a budget' }),
        ours('StuckAssets', { label: 'stuck assets' }),
      ],
      { stat: 'Maximum' },
    ),
    graph('Longest wait for a review, in seconds', [ours('OldestOpenReview', { label: 'oldest review' })], {
      stat: 'Maximum',
    }),
    graph(
      'Oldest message, in seconds',
      ['ModerationQueue', 'AssetEventQueue', 'SearchQueue', 'WebhookQueue'].map((id) =>
        queue(id, 'ApproximateAgeOfOldestMessage'),
      ),
      { stat: 'Maximum' },
    ),
  ],
  [
    graph(
      'Dead letters',
      [
        'AssetEventDeadLetters',
        'CaptionDeadLetters',
        'DeliveryDeadLetters',
        'IntakeDeadLetters',
        'ModerationDeadLetters',
        'ModerationNoticeDeadLetters',
        'OpsDeadLetters',
        'ReviewDeadLetters',
        'SearchDeadLetters',
        'TranscodeDeadLetters',
        'WebhookDeadLetters',
      ].map((id) => queue(id, 'ApproximateNumberOfMessagesVisible')),
      { stat: 'Maximum' },
    ),
    // Each by its name: a search finds whole words of a name, or the whole name, and no beginning.
    graph('Functions that fail', functionNames.map(errorsOf)),
    graph('Reviews that nobody decided', [ours('ReviewsExpired', { label: 'expired' })]),
  ],
]

const place = (row, y) =>
  row.map((widget, i) => {
    const width = WIDTH / row.length
    return { ...widget, x: i * width, y: y * HEIGHT, width, height: HEIGHT }
  })

module.exports = {
  async dashboard({ resolveConfigurationProperty }) {
    const widgets = rows(functionNamesIn(await resolveConfigurationProperty(['functions']))).flatMap(place)
    return {
      Resources: {
        OperationsDashboard: {
          Type: 'AWS::CloudWatch::Dashboard',
          Properties: {
            DashboardName: '${self:custom.prefix}',
            DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) },
          },
        },
      },
    }
  },
}
