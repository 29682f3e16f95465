// What the intrinsic functions can see while a template is resolved.
import type { ParameterValues } from './parameters.ts'
import type { Template } from './template.ts'

export interface Scope {
  template: Template
  parameters: ParameterValues
  /** By the whole dynamic reference, braces and all. */
  dynamicValues: Record<string, string>
  /** `AWS::Region` and its siblings. */
  pseudo: Record<string, unknown>
  /** What Ref gives for a resource of the template. */
  ref(logicalId: string): unknown
  getAtt(logicalId: string, attribute: string): unknown
  /** The value another stack exports under this name. Throws when there is none. */
  importValue(name: string): unknown
}

export interface StackIdentity {
  stackId: string
  stackName: string
  region: string
  accountId: string
  notificationArns: string[]
}

/** Stands for `AWS::NoValue`: the property that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue')

export const pseudoParameters = (stack: StackIdentity): Record<string, unknown> => ({
  'AWS::AccountId': stack.accountId,
  'AWS::NotificationARNs': stack.notificationArns,
  'AWS::NoValue': NO_VALUE,
  'AWS::Partition': 'aws',
  'AWS::Region': stack.region,
  'AWS::StackId': stack.stackId,
  'AWS::StackName': stack.stackName,
  'AWS::URLSuffix': 'amazonaws.com',
})

export const PSEUDO_NAMES = new Set([
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
])
