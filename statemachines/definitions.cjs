// Hands the state machines to serverless.yml as DefinitionString: JSON keeps the type of every number, which
// CloudFormation does not promise for an object in a template.
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { parse } = require('yaml')

const definition = (name) => () =>
  JSON.stringify(parse(readFileSync(join(__dirname, `${name}.asl.yml`), 'utf8'), { merge: true }))

module.exports = {
  mediaWorkflow: definition('media-workflow'),
  reviewWorkflow: definition('review-workflow'),
  captionWorkflow: definition('caption-workflow'),
}
