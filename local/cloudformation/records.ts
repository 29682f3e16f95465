// What CloudFormation remembers. All of it is plain JSON.
import type { ParameterValues } from './template/parameters.ts'

export interface Tag {
  Key: string
  Value: string
}

export interface Output {
  OutputKey: string
  OutputValue: string
  Description?: string
  ExportName?: string
}

/** What a stack is to become: everything a rollback needs to return to. */
export interface Target {
  templateBody: string
  parameters: ParameterValues
  /** The value behind each dynamic reference `{{resolve:ssm:…}}`, as it was when the change was asked for. */
  dynamicValues?: Record<string, string>
  tags: Tag[]
  capabilities: string[]
  description?: string
}

export type OnFailure = 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'

/** A physical resource that the stack no longer needs. */
export interface Leftover {
  resource: StackResource
  /** The policy that decides: UpdateReplacePolicy for a replaced one, DeletionPolicy for a removed one. */
  policy: string | undefined
}

/** A running change, kept with the stack so that a restart knows where to go on. */
export interface StackOperation {
  kind: 'create' | 'update' | 'delete'
  phase: 'apply' | 'cleanup' | 'rollback'
  onFailure: OnFailure
  target?: Target
  /** The resources as they were before an update. */
  before: StackResource[]
  /** The resources as a failed update left them, before anything was restored. */
  made?: StackResource[]
  leftovers: Leftover[]
  retain: string[]
}

export interface Stack extends Target {
  stackId: string
  stackName: string
  status: string
  statusReason?: string
  outputs: Output[]
  /** Export names this stack uses by Fn::ImportValue. */
  imports: string[]
  createdAt: string
  updatedAt?: string
  deletedAt?: string
  roleArn?: string
  notificationArns: string[]
  disableRollback: boolean
  terminationProtection: boolean
  stackPolicyBody?: string
  changeSetId?: string
  operation?: StackOperation
}

export interface StackResource {
  logicalId: string
  type: string
  physicalId?: string
  /** What Ref gives. */
  ref?: unknown
  /** What Fn::GetAtt gives. */
  attributes: Record<string, unknown>
  /** Resolved, as they were last carried out. */
  properties: Record<string, unknown>
  /** What an update in place was to bring that has not ended well: any part of it may have been carried out. */
  attempted?: Record<string, unknown>
  /** Metadata and policies: a change of them alone is a change too. */
  declarationMembers: Record<string, unknown>
  dependsOn: string[]
  deletionPolicy?: string
  updateReplacePolicy?: string
  status: string
  statusReason?: string
  updatedAt: string
}

/** The wire shape of DescribeStackEvents. */
export interface StackEvent {
  StackId: string
  StackName: string
  EventId: string
  LogicalResourceId: string
  PhysicalResourceId: string
  ResourceType: string
  Timestamp: string
  ResourceStatus: string
  ResourceStatusReason?: string
}

export interface ChangeSet {
  id: string
  name: string
  stackId: string
  stackName: string
  type: 'CREATE' | 'UPDATE'
  status: 'CREATE_COMPLETE' | 'FAILED'
  statusReason?: string
  executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE' | 'OBSOLETE'
  description?: string
  createdAt: string
  target: Target
  changes: unknown[]
  onFailure: OnFailure
  roleArn?: string
  notificationArns: string[]
}
