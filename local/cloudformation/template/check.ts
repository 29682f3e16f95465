// Checks that need the whole template but no stack: names that lead nowhere, circles, unknown types.
import { validationError } from '../errors.ts'
import { evaluateCondition } from './conditions.ts'
import { creationOrder, exists } from './order.ts'
import { referencesIn } from './references.ts'
import { PSEUDO_NAMES, type Scope } from './scope.ts'
import type { Template } from './template.ts'

function checkReferences(template: Template) {
  const known = (id: string) => id in template.Resources || id in template.Parameters || PSEUDO_NAMES.has(id)
  const unresolved = (value: unknown) => [
    ...new Set(
      referencesIn(value)
        .filter(({ logicalId, attribute }) =>
          attribute ? !(logicalId in template.Resources) : !known(logicalId),
        )
        .map(({ logicalId }) => logicalId),
    ),
  ]
  const block = (name: string, missing: string[]) => {
    if (missing.length === 0) return
    throw validationError(
      `Template format error: Unresolved resource dependencies [${missing.join(', ')}] in the ${name} block of the template`,
    )
  }
  const resources = Object.values(template.Resources)
  block('Resources', unresolved(resources.map((resource) => resource.Properties ?? {})))
  const dependsOn = resources.flatMap((resource) => [resource.DependsOn ?? []].flat())
  block('Resources', [...new Set(dependsOn.filter((id) => !(id in template.Resources)))])
  block('Outputs', unresolved(template.Outputs))
}

function checkTransforms(template: Template) {
  for (const transform of [template.Transform ?? []].flat()) {
    if (transform !== 'AWS::LanguageExtensions') {
      throw validationError(
        `The local CloudFormation does not support the transform ${JSON.stringify(transform)}`,
      )
    }
  }
}

/** What can be said without parameter values. `isKnownType` comes from the table of resource providers. */
export function checkTemplate(template: Template, isKnownType: (type: string) => boolean) {
  checkTransforms(template)
  const types = new Set(Object.values(template.Resources).map((resource) => resource.Type))
  const unknown = [...types].filter((type) => !isKnownType(type))
  if (unknown.length > 0) {
    throw validationError(
      `Template format error: Unrecognized resource types: [${unknown.join(', ')}]. ` +
        'See local/cloudformation/SUPPORT.md for the types the local cloud carries out or records.',
    )
  }
  checkReferences(template)
}

/** What needs parameter values: conditions, circles, references to resources that are not made. */
export function checkScope(scope: Scope) {
  for (const expression of Object.values(scope.template.Conditions)) evaluateCondition(expression, scope)
  const order = creationOrder(scope)
  const absent = order.flatMap((id) =>
    referencesIn(scope.template.Resources[id]!.Properties ?? {}, scope)
      .map((reference) => reference.logicalId)
      .filter((name) => name in scope.template.Resources && !exists(name, scope)),
  )
  if (absent.length > 0) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${[...new Set(absent)].join(', ')}] in the Resources block of the template`,
    )
  }
}

/** Templates that make IAM entities must be acknowledged. */
export function requiredCapability(template: Template): { capability: string; types: string[] } | undefined {
  const iam = Object.values(template.Resources).filter((resource) =>
    ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::User'].includes(
      resource.Type,
    ),
  )
  if (iam.length === 0) return undefined
  const named = iam.some(
    ({ Properties = {} }) => 'RoleName' in Properties || 'ManagedPolicyName' in Properties,
  )
  return {
    capability: named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM',
    types: [...new Set(iam.map((resource) => resource.Type))],
  }
}
