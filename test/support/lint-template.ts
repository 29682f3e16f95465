// `npm run lint:template`: what CloudFormation's own linter says of the compiled template. It is no npm package: where
// it is not installed, that is said.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { packagedProject, templatePath } from './packaged-project.ts'

const REGIONS = ['ap-northeast-2', 'us-east-1']

/** W3005: the framework names dependencies twice. */
const IGNORED = ['W3005']

interface Template {
  Resources: Record<string, { Type: string; Properties?: { DefinitionString?: unknown } }>
}

/**
 * The linter's schema of state machines takes no JSONata expression for TimeoutSeconds, and within a Parallel state its
 * complaint about it is a crash. It reads a number instead; the laws and asl-validator judge the expressions.
 */
const withoutTimeoutExpressions = (definition: unknown): unknown =>
  JSON.parse(
    JSON.stringify(definition).replaceAll(
      /(\\?"TimeoutSeconds\\?":\s*)\\?"\{%.*?%\}\\?"/g,
      (_whole, field: string) => `${field}60`,
    ),
  )

function lintable(path: string): string {
  const template = JSON.parse(readFileSync(path, 'utf8')) as Template
  for (const { Type, Properties } of Object.values(template.Resources))
    if (Type === 'AWS::StepFunctions::StateMachine' && Properties)
      Properties.DefinitionString = withoutTimeoutExpressions(Properties.DefinitionString)
  const copy = path.replace(/\.json$/, '.lint.json')
  writeFileSync(copy, JSON.stringify(template, null, 2))
  return copy
}

const lint = (args: string[]) => spawnSync('cfn-lint', args, { stdio: 'inherit' })

if (spawnSync('cfn-lint', ['--version']).status !== 0) {
  console.log('NOT CHECKED by cfn-lint: it is not installed here (pipx install cfn-lint).')
} else {
  const copy = lintable(templatePath(await packagedProject('prod')))
  const { status } = lint(['--regions', ...REGIONS, '--ignore-checks', ...IGNORED, '--template', copy])
  // The stacks beside a stage stand in us-east-1, whatever its region.
  const beside = lint(['--regions', 'us-east-1', '--template', 'deploy/*.yml'])
  process.exitCode = status || (beside.status ?? 1)
}
