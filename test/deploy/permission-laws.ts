// Who may do what: roles as narrow as can be, and no service that acts for others.
import {
  listOf,
  permissions,
  referredId,
  resourcePolicies,
  resourcesOf,
  servicesOf,
  trusts,
  type Statement,
} from '../support/template.ts'
import { get, type TemplateLaw } from './template-law.ts'

/** Calls that IAM cannot narrow to a resource, or whose resources have no name before the call. */
const ON_EVERYTHING: Record<string, string> = {
  'comprehend:BatchDetectDominantLanguage': 'a text is no resource',
  'comprehend:BatchDetectEntities': 'a text is no resource',
  'comprehend:BatchDetectKeyPhrases': 'a text is no resource',
  'comprehend:BatchDetectSentiment': 'a text is no resource',
  'comprehend:DetectPiiEntities': 'a text is no resource',
  'comprehend:DetectToxicContent': 'a text is no resource',
  'transcribe:StartTranscriptionJob': 'no job exists yet; where it may write is a condition',
  'mediaconvert:Probe': 'knows no resources',
  'mediaconvert:CreateJob': 'a job has no name before it is made',
  'rekognition:StartContentModeration': 'knows no resources',
  'rekognition:GetContentModeration': 'knows no resources',
  'xray:GetSamplingRules': 'knows no resources that say whose traces they are of',
  'xray:GetSamplingTargets': 'knows no resources that say whose traces they are of',
  'xray:PutTelemetryRecords': 'knows no resources',
  'xray:PutTraceSegments': 'knows no resources',
}

/** Services that set no source account when they take a role on, so that a condition would lock them out. */
const WITHOUT_SOURCE_ACCOUNT = new Set(['lambda.amazonaws.com'])

/** Made by the framework for functions without a role of their own; there are none, and it may only write logs. */
const FRAMEWORK_ROLE = 'IamRoleLambdaExecution'

const SECRET_NAME = /SECRET|PASSWORD|PASSWD|PRIVATE|CREDENTIAL|TOKEN|API_?KEY|ACCESS_KEY/i

/** PEM keys, access keys of AWS and 40 random characters as their secrets are, values that a deployment looks up. */
const SECRET_VALUE =
  /-----BEGIN|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|"[A-Za-z0-9+/=]{40,}"|\{\{resolve:(?:ssm-secure|secretsmanager):/

const ownRoles: TemplateLaw = (template) => {
  const functions = resourcesOf(template, 'AWS::Lambda::Function')
  const roles = functions.map(({ Properties }) => referredId(Properties['Role']))
  const shared = functions.filter(({ Properties }) => {
    const role = referredId(Properties['Role'])
    return role === undefined || roles.filter((other) => other === role).length > 1
  })
  return shared.map(({ id }) => `${id}: shares its role`)
}

const narrowActions: TemplateLaw = (template) =>
  [...permissions(template), ...resourcePolicies(template)].flatMap(({ id, Effect, Action }) =>
    listOf(Action)
      .filter((action) => Effect === 'Allow' && action.includes('*'))
      .map((action) => `${id}: allows ${action}`),
  )

const narrowResources: TemplateLaw = (template) =>
  permissions(template)
    .filter(({ Effect, Resource }) => Effect === 'Allow' && listOf(Resource).includes('*'))
    .flatMap(({ id, Action }) =>
      listOf(Action)
        .filter((action) => ON_EVERYTHING[action] === undefined)
        .map((action) => `${id}: allows ${action} on everything`),
    )

const namesSource = ({ Condition = {} }: Statement) =>
  Object.values(Condition).some((test) =>
    Object.keys(test).some((key) => ['aws:sourceaccount', 'aws:sourcearn'].includes(key.toLowerCase())),
  )

const noConfusedDeputy: TemplateLaw = (template) => [
  ...[...trusts(template), ...resourcePolicies(template)]
    .filter((statement) => statement.Effect === 'Allow' && !namesSource(statement))
    .flatMap(({ id, ...statement }) =>
      servicesOf({ id, ...statement })
        .filter((service) => !WITHOUT_SOURCE_ACCOUNT.has(service))
        .map((service) => `${id}: ${service} may act for any account`),
    ),
  ...resourcesOf(template, 'AWS::Lambda::Permission')
    .filter(({ Properties }) => !Properties['SourceArn'] && !Properties['SourceAccount'])
    .map(({ id }) => `${id}: may be used for any account`),
]

const noPublicGrant: TemplateLaw = (template) =>
  resourcePolicies(template)
    .filter(({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal ?? '').includes('"*"'))
    .map(({ id }) => `${id}: lets everybody in`)

const noSecrets: TemplateLaw = (template) =>
  resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ id, Properties }) =>
    Object.entries(get(Properties, 'Environment.Variables') ?? {})
      .filter(([name, value]) => SECRET_NAME.test(name) || SECRET_VALUE.test(JSON.stringify(value)))
      .map(([name]) => `${id}: ${name} looks like a secret`),
  )

const rolesInUse: TemplateLaw = (template) => {
  const { Resources } = template
  const used = JSON.stringify(Resources)
  return resourcesOf(template, 'AWS::IAM::Role')
    .filter(({ id }) => id !== FRAMEWORK_ROLE)
    .filter(({ id }) => !used.includes(`"Fn::GetAtt":["${id}"`) && !used.includes(`{"Ref":"${id}"}`))
    .map(({ id }) => `${id}: nobody takes it on`)
}

export const PERMISSION_LAWS: Record<string, TemplateLaw> = {
  'a role of its own for every function': ownRoles,
  'no role that nobody takes on': rolesInUse,
  'no wildcard in an allowed action': narrowActions,
  'no permission on everything but where it cannot be narrowed': narrowResources,
  'no service that acts for other accounts': noConfusedDeputy,
  'no policy that lets everybody in': noPublicGrant,
  'no secret in an environment variable': noSecrets,
}
