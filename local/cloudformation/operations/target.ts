// Reads a CreateStack, UpdateStack or CreateChangeSet request into what the stack is to become.
import { AwsError } from '../../runtime/aws-error.ts'
import { randomUUID } from 'node:crypto'
import { validationError } from '../errors.ts'
import { isoNow, type Engine } from '../engine/engine.ts'
import type { OnFailure, Stack, Tag, Target } from '../records.ts'
import { checkTemplate, requiredCapability } from '../template/check.ts'
import { resolveParameters, type GivenParameter } from '../template/parameters.ts'
import { parseTemplate, type Template } from '../template/template.ts'
import { fetchDynamicValues } from './dynamic-values.ts'
import { asList, isTrue } from './input.ts'
import { templateBody, type TemplateInput } from './template-source.ts'

export interface StackInput extends TemplateInput {
  StackName: string
  Parameters?: GivenParameter[] | string
  Capabilities?: string[] | string
  Tags?: Tag[] | string
  NotificationARNs?: string[] | string
  RoleARN?: string
  DisableRollback?: unknown
  OnFailure?: OnFailure
  OnStackFailure?: OnFailure
  EnableTerminationProtection?: unknown
}

function checkCapabilities(template: Template, capabilities: string[]) {
  const needed = requiredCapability(template)
  const accepted =
    needed?.capability === 'CAPABILITY_IAM'
      ? ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM']
      : [needed?.capability]
  if (!needed || capabilities.some((one) => accepted.includes(one))) return
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed.capability}]`)
}

/** Reads, checks and completes. Throws ValidationError for whatever is wrong with the template or its parameters. */
export async function readTarget(engine: Engine, input: StackInput, stack?: Stack): Promise<Target> {
  const body = await templateBody(engine, input, stack)
  const template = parseTemplate(body)
  checkTemplate(template, (type) => engine.providerOf(type) !== undefined)
  const capabilities = asList<string>(input.Capabilities)
  checkCapabilities(template, capabilities)
  const parameters = resolveParameters(template, asList(input.Parameters), stack?.parameters ?? {})
  const dynamicValues = await fetchDynamicValues(engine, body)
  return {
    templateBody: body,
    parameters,
    dynamicValues,
    // Tags that are not sent at all stay; an empty list takes them away.
    tags: input.Tags === undefined && stack ? stack.tags : asList<Tag>(input.Tags),
    capabilities,
    ...(template.Description === undefined ? {} : { description: template.Description }),
  }
}

export function onFailureOf(input: StackInput): OnFailure {
  if (input.OnFailure && input.DisableRollback !== undefined) {
    throw validationError('You may specify either DisableRollback or OnFailure, but not both.')
  }
  if (isTrue(input.DisableRollback)) return 'DO_NOTHING'
  return input.OnFailure ?? input.OnStackFailure ?? 'ROLLBACK'
}

/** A stack that has nothing yet. Throws when the name is not one. */
export function newStack(engine: Engine, input: StackInput, target: Target): Stack {
  const { StackName: stackName } = input
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(stackName)) {
    throw validationError(
      `1 validation error detected: Value '${stackName}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    )
  }
  const { region, accountId } = engine.context
  return {
    ...target,
    stackId: `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/${randomUUID()}`,
    stackName,
    status: 'REVIEW_IN_PROGRESS',
    outputs: [],
    imports: [],
    createdAt: isoNow(engine),
    notificationArns: asList<string>(input.NotificationARNs),
    disableRollback: isTrue(input.DisableRollback),
    terminationProtection: isTrue(input.EnableTerminationProtection),
    ...(input.RoleARN ? { roleArn: input.RoleARN } : {}),
  }
}
