import { listOf, permissions, type Statement, type Template } from '../support/template.ts'
import { edit, set, type Fault } from './fault.ts'

const KEY_POLICY = 'KeyPolicy.Statement'

/** Changes the statements of a role that speak of keys. */
const changeKeys =
  (roleId: string, change: (statements: Statement[]) => Statement[]) => (template: Template) => {
    const policies = edit(template, roleId)['Policies'] as { PolicyDocument: { Statement: Statement[] } }[]
    for (const { PolicyDocument } of policies) {
      const aboutKeys = ({ Action }: Statement) => listOf(Action).some((action) => action.startsWith('kms:'))
      const others = PolicyDocument.Statement.filter((one) => !aboutKeys(one))
      PolicyDocument.Statement = [...others, ...change(PolicyDocument.Statement.filter(aboutKeys))]
    }
  }

const INSPECTOR = 'InspectSourceIamRoleLambdaExecution'
const JUDGE = 'DecideVerdictIamRoleLambdaExecution'

/** A role without anything to do in a bucket is given the key as well. */
function handOutKey(template: Template) {
  const [statement] = permissions(template).filter(({ Action }) => listOf(Action).includes('kms:Decrypt'))
  const policies = edit(template, 'CloseAssetIamRoleLambdaExecution')['Policies']
  ;(policies as { PolicyDocument: { Statement: unknown[] } }[])[0]!.PolicyDocument.Statement.push(statement)
}

export const KEY_FAULTS: Fault[] = [
  [
    'a key of the stage',
    'MediaBucket',
    set('MediaBucket', 'BucketEncryption.ServerSideEncryptionConfiguration', [
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]),
  ],
  [
    'a key of the stage',
    'IngestBucket',
    set('IngestBucket', 'BucketEncryption.ServerSideEncryptionConfiguration.0.BucketKeyEnabled', false),
  ],
  ['the key for every role that may use', INSPECTOR, changeKeys(INSPECTOR, () => [])],
  [
    'the key for every role that may use',
    JUDGE,
    changeKeys(JUDGE, (statements) => statements.map((one) => ({ ...one, Action: 'kms:Decrypt' }))),
  ],
  [
    'the key for every service that may use',
    'MediaBucket',
    set('MediaKey', `${KEY_POLICY}.2.Principal`, { Service: 'mediaconvert.amazonaws.com' }),
  ],
  ['the key for every role that may publish', 'RekognitionRole', changeKeys('RekognitionRole', () => [])],
  [
    'the key for every service that may publish',
    'ModerationTopic',
    set('ModerationTopicPolicy', 'PolicyDocument.Statement.0.Principal', { Service: 'events.amazonaws.com' }),
  ],
  ['no key that is used but', 'MediaKey', set('MediaKey', `${KEY_POLICY}.1.Condition`, undefined)],
  [
    'no key that is used but',
    INSPECTOR,
    changeKeys(INSPECTOR, (statements) => statements.map(({ Condition: _gone, ...one }) => one)),
  ],
  ['no key for who has nothing', 'CloseAssetIamRoleLambdaExecution', handOutKey],
  ['no service that acts', 'MediaKey', set('MediaKey', `${KEY_POLICY}.2.Condition`, undefined)],
  ['no wildcard', 'MediaKey', set('MediaKey', `${KEY_POLICY}.0.Action`, 'kms:*')],
  ['keys rotated', 'MediaKey', set('MediaKey', 'EnableKeyRotation', false)],
  [
    'keys that outlive',
    'MediaKey',
    (t) => {
      delete t.Resources['MediaKey']!.DeletionPolicy
    },
  ],
]
