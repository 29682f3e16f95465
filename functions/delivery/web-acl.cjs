// The web ACL of the distribution, by the stage parameter `webAclArn`; none where that says nothing.
module.exports = {
  arn: async ({ resolveVariable }) => (await resolveVariable('param:webAclArn')) || { Ref: 'AWS::NoValue' },
}
