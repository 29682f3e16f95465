// Which fields a JSONata state of each type may carry.

const COMMON = ['Type', 'Comment', 'QueryLanguage', 'Output']
const MOVING = [...COMMON, 'Assign', 'Next', 'End']
const HANDLING = [...MOVING, 'Retry', 'Catch', 'Arguments']

export const FIELDS: Record<string, string[]> = {
  Pass: MOVING,
  Wait: [...MOVING, 'Seconds', 'Timestamp'],
  Task: [...HANDLING, 'Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
  Parallel: [...HANDLING, 'Branches'],
  Map: [
    ...MOVING,
    'Retry',
    'Catch',
    'Items',
    'ItemSelector',
    'ItemProcessor',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
  ],
  Choice: [...COMMON, 'Assign', 'Choices', 'Default'],
  Succeed: COMMON,
  Fail: ['Type', 'Comment', 'QueryLanguage', 'Error', 'Cause'],
}

/** Belongs to a Map over many executions, which the local service does not run. */
export const DISTRIBUTED_FIELDS = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']

/** Belongs to JSONPath machines. */
export const JSONPATH_FIELDS = new Set([
  ...['InputPath', 'OutputPath', 'ResultPath', 'ResultSelector', 'Parameters', 'ItemsPath', 'SecondsPath'],
  ...[
    'TimestampPath',
    'TimeoutSecondsPath',
    'HeartbeatSecondsPath',
    'MaxConcurrencyPath',
    'ErrorPath',
    'CausePath',
  ],
  ...['ToleratedFailureCountPath', 'ToleratedFailurePercentagePath', 'Result', 'Variable', 'Iterator'],
])
