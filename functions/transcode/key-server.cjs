// What lets MediaConvert ask for DRM keys, by the stage parameter `drmKeyServerArn`; nothing where that says nothing.
// As docs.aws.amazon.com/speke/latest/documentation/authentication.html has it: the API's method, and no more.
const policyFor = (method) => ({
  Type: 'AWS::IAM::Policy',
  Properties: {
    PolicyName: 'ask-for-drm-keys',
    Roles: [{ Ref: 'MediaConvertRole' }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: method }],
    },
  },
})

module.exports = {
  resources: async ({ resolveVariable }) => {
    const method = await resolveVariable('param:drmKeyServerArn')
    return { Resources: method ? { KeyServerPolicy: policyFor(method) } : {} }
  },
}
