// Rules: which events go on, or when a schedule is due.
import { AwsError } from '../runtime/aws-error.ts'
import type { CloudContext } from '../runtime/context.ts'
import { DEFAULT_BUS, busName, findBus, missing, page } from './bus-operations.ts'
import type { PageInput } from './bus-operations.ts'
import { checkPatternSize, compilePattern } from './pattern/parse-pattern.ts'
import type { Rule } from './records.ts'
import { parseSchedule } from './schedule/expression.ts'
import type { Store } from './store.ts'

interface RuleName {
  Name: string
  EventBusName?: string
}

interface PutRuleInput extends RuleName {
  EventPattern?: string
  ScheduleExpression?: string
  State?: string
  Description?: string
  RoleArn?: string
  Tags?: { Key: string; Value: string }[]
}

const NAME = /^[.\-_A-Za-z0-9]{1,64}$/

/** @throws ResourceNotFoundException */
export function findRule(store: Store, { Name, EventBusName }: RuleName): Rule {
  const bus = findBus(store, EventBusName)
  const rule = store.rule(bus.Name, Name)
  if (!rule) throw missing(`Rule ${Name} does not exist on EventBus ${bus.Name}.`)
  return rule
}

function checkRule(input: PutRuleInput) {
  const invalid = (message: string) => new AwsError('ValidationException', message)
  if (!NAME.test(input.Name ?? '')) {
    throw invalid(
      `1 validation error detected: Value '${input.Name}' at 'name' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+',
    )
  }
  if (!input.EventPattern && !input.ScheduleExpression) {
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.')
  }
  if (input.EventPattern) {
    checkPatternSize(input.EventPattern)
    compilePattern(input.EventPattern)
  }
  if (input.ScheduleExpression) {
    parseSchedule(input.ScheduleExpression)
    if (busName(input.EventBusName) !== DEFAULT_BUS) {
      throw invalid('ScheduleExpression is supported only on the default event bus.')
    }
  }
  if (!['ENABLED', 'DISABLED', undefined].includes(input.State))
    throw invalid(`The state ${input.State} is not supported.`)
}

export interface RuleParts {
  context: CloudContext
  store: Store
  /** Called after any change, so that schedules are set anew. */
  onChange(rule: Rule): void
}

export function createRuleOperations({ context, store, onChange }: RuleParts) {
  const save = (rule: Rule) => {
    store.saveRule(rule)
    onChange(rule)
  }
  const arnOf = (bus: string, name: string) => {
    const path = bus === DEFAULT_BUS ? name : `${bus}/${name}`
    return `arn:aws:events:${context.region}:${context.accountId}:rule/${path}`
  }
  const shown = ({ nextAtMs: _nextAtMs, CreatedBy: _createdBy, ...rule }: Rule) => rule

  return {
    PutRule(input: PutRuleInput) {
      checkRule(input)
      const bus = findBus(store, input.EventBusName)
      const rule: Rule = {
        Name: input.Name,
        Arn: arnOf(bus.Name, input.Name),
        EventBusName: bus.Name,
        State: (input.State as Rule['State'] | undefined) ?? 'ENABLED',
        ...(input.EventPattern && { EventPattern: input.EventPattern }),
        ...(input.ScheduleExpression && { ScheduleExpression: input.ScheduleExpression }),
        ...(input.Description && { Description: input.Description }),
        ...(input.RoleArn && { RoleArn: input.RoleArn }),
        CreatedBy: context.accountId,
      }
      save(rule)
      if (input.Tags)
        store.saveTags(rule.Arn, Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value])))
      return { RuleArn: rule.Arn }
    },
    DescribeRule(input: RuleName) {
      const { nextAtMs: _nextAtMs, ...rule } = findRule(store, input)
      return rule
    },
    DeleteRule(input: RuleName & { Force?: boolean }) {
      const bus = findBus(store, input.EventBusName)
      const rule = store.rule(bus.Name, input.Name)
      if (!rule) return
      if (store.targets(bus.Name, rule.Name).length > 0) {
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.")
      }
      store.deleteRule(bus.Name, rule.Name)
      onChange({ ...rule, State: 'DISABLED' })
    },
    EnableRule: (input: RuleName) => save({ ...findRule(store, input), State: 'ENABLED' }),
    DisableRule: (input: RuleName) => save({ ...findRule(store, input), State: 'DISABLED' }),
    ListRules(input: PageInput & { EventBusName?: string }) {
      const rules = store.rules(findBus(store, input.EventBusName).Name)
      return page(
        'Rules',
        rules.filter((rule) => rule.Name.startsWith(input.NamePrefix ?? '')).map(shown),
        input,
      )
    },
    ListRuleNamesByTarget(input: PageInput & { TargetArn: string; EventBusName?: string }) {
      const bus = findBus(store, input.EventBusName).Name
      const aims = (rule: Rule) =>
        store.targets(bus, rule.Name).some((target) => target.Arn === input.TargetArn)
      return page(
        'RuleNames',
        store
          .rules(bus)
          .filter(aims)
          .map((rule) => rule.Name),
        input,
      )
    },
  }
}
