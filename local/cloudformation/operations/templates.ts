import type { Engine } from '../engine/engine.ts'
import { checkTemplate, requiredCapability } from '../template/check.ts'
import { parseTemplate, type Template } from '../template/template.ts'
import { existingStack, isTrue } from './input.ts'
import { templateBody, type TemplateInput } from './template-source.ts'

function capabilitiesOf(template: Template) {
  const needed = requiredCapability(template)
  if (!needed) return {}
  const CapabilitiesReason = `The following resource(s) require capabilities: [${needed.types.join(', ')}]`
  return { Capabilities: [needed.capability], CapabilitiesReason }
}

const parametersOf = (template: Template) =>
  Object.entries(template.Parameters).map(([ParameterKey, declaration]) => ({
    ParameterKey,
    DefaultValue: declaration.Default === undefined ? undefined : String(declaration.Default),
    NoEcho: isTrue(declaration.NoEcho),
    Description: declaration.Description,
  }))

export function templateOperations(engine: Engine) {
  const check = (template: Template) =>
    checkTemplate(template, (type) => engine.providerOf(type) !== undefined)
  return {
    async ValidateTemplate(input: TemplateInput) {
      const template = parseTemplate(await templateBody(engine, input))
      check(template)
      return {
        Parameters: parametersOf(template),
        Description: template.Description,
        DeclaredTransforms: [template.Transform ?? []].flat(),
        ...capabilitiesOf(template),
      }
    },

    async GetTemplateSummary(input: TemplateInput & { StackName?: string }) {
      const body = input.StackName
        ? existingStack(engine.store, input.StackName).templateBody
        : await templateBody(engine, input)
      const template = parseTemplate(body)
      check(template)
      return {
        Parameters: parametersOf(template).map((one) => ({
          ...one,
          ParameterType: template.Parameters[one.ParameterKey]?.Type,
        })),
        Description: template.Description,
        ResourceTypes: [...new Set(Object.values(template.Resources).map((resource) => resource.Type))],
        Version: template.AWSTemplateFormatVersion,
        DeclaredTransforms: [template.Transform ?? []].flat(),
        ...capabilitiesOf(template),
      }
    },

    GetTemplate(input: { StackName?: string; ChangeSetName?: string }) {
      const changeSet = input.ChangeSetName?.startsWith('arn:')
        ? engine.store.changeSetById(input.ChangeSetName)
        : undefined
      const target = changeSet?.target ?? existingStack(engine.store, input.StackName ?? '')
      return { TemplateBody: target.templateBody, StagesAvailable: ['Original', 'Processed'] }
    },
  }
}
