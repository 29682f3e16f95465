// A Serverless plugin, named behind the one that gives each function a role of its own. It takes out what nobody needs:
// the role that all functions would share, and the right to make log groups, which the template makes itself.
'use strict'

const SHARED_ROLE = 'IamRoleLambdaExecution'
const NEEDLESS = 'logs:CreateLogGroup'

const statementsOf = (role) =>
  role.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)

const isFunctionRole = ({ id, Type }) => Type === 'AWS::IAM::Role' && id.endsWith(SHARED_ROLE)

class OwnRoles {
  constructor(serverless) {
    this.hooks = { 'before:package:finalize': () => trim(serverless.service.provider) }
  }
}

function trim({ compiledCloudFormationTemplate: template }) {
  delete template.Resources[SHARED_ROLE]
  // A function that states no permissions would still refer to it.
  if (JSON.stringify(template).includes(`"${SHARED_ROLE}"`))
    throw new Error('A function has no role of its own: give it iamRoleStatements, if only an empty list.')
  const roles = Object.entries(template.Resources)
    .map(([id, resource]) => ({ id, ...resource }))
    .filter(isFunctionRole)
  for (const statement of roles.flatMap(statementsOf))
    if (Array.isArray(statement.Action))
      statement.Action = statement.Action.filter((action) => action !== NEEDLESS)
}

module.exports = OwnRoles
