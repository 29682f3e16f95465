// What is wrong with the settings of a stage, as sentences that say what to give instead. No I/O but the schema and the
// names of the price tables.
const { readdirSync } = require('node:fs')
const { basename, join } = require('node:path')
const { Ajv } = require('ajv')
const { closest } = require('fastest-levenshtein')
const SCHEMA = require('../schemas/stage/parameters.schema.json')

const PRICED_REGIONS = readdirSync(join(__dirname, '../lib/cost/prices')).map((file) =>
  basename(file, '.json'),
)

/**
 * Where MediaConvert, Rekognition Video, Comprehend and Transcribe all are: the regions of Comprehend, which are the
 * fewest. Sources: docs.aws.amazon.com/comprehend/latest/dg/guidelines-and-limits.html and, for the others,
 * docs.aws.amazon.com/general/latest/gr/{mediaconvert,rekognition,transcribe}.html. GovCloud has no CloudFront.
 */
const REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'us-east-1',
  'us-east-2',
  'us-west-2',
]

/**
 * The longest stage name with which the role of a function with a name of 22 letters stays within the 64 characters of
 * IAM: reelgate-<stage>-ap-southeast-2-<function>-.
 */
const LONGEST_STAGE = 16

/** The parts of a CLI value that a number of the schema needs; YAML gives numbers by itself. */
const validate = new Ajv({ allErrors: true, coerceTypes: true, strict: false, verbose: true }).compile(SCHEMA)

const quote = (value) => JSON.stringify(value)

const EXPECTED = {
  enum: ({ params }) => `must be one of ${params.allowedValues.join(', ')}`,
  minimum: ({ params }) => `must be at least ${params.limit}`,
  maximum: ({ params }) => `must be at most ${params.limit}`,
  maxLength: ({ params }) => `must have at most ${params.limit} characters`,
  pattern: () => 'does not look as it must',
  type: ({ params }) => `must be ${params.type === 'integer' ? 'a whole number' : `a ${params.type}`}`,
}

/** A bare OFF, Off, no in YAML is the value false. */
const yamlHint = (given) =>
  typeof given === 'boolean' ? ' Quote it: YAML reads a bare ON, OFF, yes or no as true or false.' : ''

const describe = (name) => SCHEMA.properties[name].description

function explain(error, given) {
  if (error.keyword === 'required') {
    const { missingProperty } = error.params
    return `${missingProperty} is missing. ${describe(missingProperty)}`
  }
  const name = error.instancePath.slice(1)
  const expected = (EXPECTED[error.keyword] ?? (() => error.message))(error)
  return `${name} ${expected}; it is ${quote(given[name])}. ${describe(name)}${yamlHint(given[name])}`
}

/** Errors that say something: not the frame around others, and not of a variable that is looked up only later. */
const tells = ({ keyword, instancePath }, given) =>
  keyword !== 'if' && !String(given[instancePath.slice(1)]).includes('${')

function unknownNames(given, known) {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `${name} is no parameter. Did you mean ${closest(name, known)}?`)
}

/** What one parameter asks of another, and of the place; the schema cannot say it. */
function contradictions({ playbackHost, playbackDomain, cookieDomain, webhookTargets }, onThisMachine) {
  const problems = []
  if (playbackHost === 'loopback' && !onThisMachine)
    problems.push('playbackHost loopback is for the local cloud; give cloudfront or own-domain.')
  // On AWS a function's own runtime and its credentials answer at such addresses.
  if (webhookTargets === 'loopback' && !onThisMachine)
    problems.push('webhookTargets loopback is for the local cloud; give public.')
  if (playbackDomain && playbackHost !== 'own-domain')
    problems.push('playbackDomain counts for nothing without playbackHost own-domain.')
  const shared = cookieDomain?.replace(/^\./, '')
  if (shared && playbackDomain !== shared && !playbackDomain?.endsWith(`.${shared}`))
    problems.push(
      `cookieDomain ${cookieDomain} must be the end of playbackDomain: browsers drop other cookies.`,
    )
  return problems
}

/** Defaults, the stage's own and those of the command line, which win in this order; null is as if not said. */
function mergeParameters(...layers) {
  const said = layers.flatMap((layer) =>
    Object.entries(layer ?? {}).filter(([, value]) => value !== null && value !== undefined),
  )
  return Object.fromEntries(said)
}

/** `name=value` as `--param` takes it. What has no `=` the framework itself refuses. */
const readCommandLine = (params = []) =>
  Object.fromEntries(
    params.filter((text) => text.includes('=')).map((text) => text.split(/=(.*)/s).slice(0, 2)),
  )

/**
 * Sentences; none when the stage can be made. `declared` are the defaults in serverless.yml: a parameter that only
 * stands there is known, though nothing is checked of it.
 */
function findParameterProblems({ declared, ofStage, commandLine, onThisMachine }) {
  const given = mergeParameters(declared, ofStage, readCommandLine(commandLine))
  const known = [...new Set([...Object.keys(SCHEMA.properties), ...Object.keys(declared)])]
  const checked = Object.fromEntries(Object.entries(given).filter(([name]) => name in SCHEMA.properties))
  // Types are coerced in place.
  const settled = { ...checked }
  const errors = validate(settled) ? [] : validate.errors.filter((error) => tells(error, checked))
  return [
    ...unknownNames(given, known),
    ...errors.map((error) => explain(error, checked)),
    ...(errors.length === 0 ? contradictions(settled, onThisMachine) : []),
  ]
}

function findStageProblems(stage) {
  if (new RegExp(`^[a-z][a-z0-9-]{0,${LONGEST_STAGE - 1}}$`).test(stage)) return []
  const shape = `small letters, digits and hyphens, ${LONGEST_STAGE} at most, a letter first`
  return [`The stage is called ${quote(stage)}. Its name becomes part of others and may have ${shape}.`]
}

function findRegionProblems(region) {
  if (REGIONS.includes(region)) return []
  const where = `MediaConvert, Rekognition, Comprehend and Transcribe are all in ${REGIONS.join(', ')}`
  return [`The region is ${quote(region)}. ${where}: give one of them with --region or AWS_REGION.`]
}

/** A budget counts by prices: without a table for the region every upload would fail. */
function findBudgetProblems(region, { declared, ofStage, commandLine }) {
  const { monthlyBudgetUsd } = mergeParameters(declared, ofStage, readCommandLine(commandLine))
  if (!(Number(monthlyBudgetUsd) > 0) || PRICED_REGIONS.includes(region)) return []
  const where = `there are prices for ${PRICED_REGIONS.join(', ')}`
  return [
    `monthlyBudgetUsd needs prices for ${quote(region)}; ${where}. Add a file to lib/cost/prices, or give 0.`,
  ]
}

module.exports = {
  findBudgetProblems,
  findParameterProblems,
  findRegionProblems,
  findStageProblems,
  LONGEST_STAGE,
  REGIONS,
}
