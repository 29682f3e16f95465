// A plugin of the framework: refuses a stage whose settings are wrong before anything is made of it.
const {
  findBudgetProblems,
  findParameterProblems,
  findRegionProblems,
  findStageProblems,
} = require('./stage-rules.cjs')

/** What makes or changes something. Removing is never stopped. */
const COMMANDS = ['deploy', 'package']

const LOOPBACK = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/

const isOnThisMachine = () => LOOPBACK.test(process.env.AWS_ENDPOINT_URL ?? '')

/** As the framework finds them; neither variable is resolved yet when plugins are made. */
const stageOf = ({ stage }) => stage ?? 'dev'

class CheckStage {
  constructor(serverless, options) {
    this.serverless = serverless
    const [command] = serverless.processedInput.commands
    if (!COMMANDS.includes(command) || serverless.processedInput.isHelpRequest) return
    this.stage = stageOf(options)
    const { params = {} } = serverless.configurationInput
    // Now, and not in a hook: an unknown value of a parameter breaks the includes that are chosen by it.
    const given = {
      declared: params.default ?? {},
      ofStage: params[this.stage],
      commandLine: options.param,
    }
    this.refuse([
      ...findStageProblems(this.stage),
      ...findParameterProblems({
        ...given,
        onThisMachine: command === 'package' || isOnThisMachine(),
      }),
    ])
    this.hooks = {
      initialize: () => {
        const { region } = serverless.service.provider
        this.refuse([...findRegionProblems(region), ...findBudgetProblems(region, given)])
      },
    }
  }

  refuse(problems) {
    if (problems.length === 0) return
    const lines = problems.map((problem) => `  - ${problem}`)
    const advice = `Set parameters under params.${this.stage} in serverless.yml or with --param name=value (docs/deploy.md).`
    throw new this.serverless.classes.Error(
      [`The stage ${this.stage} cannot be made; nothing was touched.`, ...lines, advice].join('\n'),
      'WRONG_STAGE',
    )
  }
}

module.exports = CheckStage
