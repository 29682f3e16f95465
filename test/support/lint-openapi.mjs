// Prints what the linter says of the OpenAPI document on standard input, one line for a finding. A process of its own: the
// linter is CommonJS that loads its rules as it goes, which jest's loader does slowly.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { text } from 'node:stream/consumers'

/** Rules that are not ours to keep, each with its reason. */
const OFF = {
  // The address of an API is that of a deployment; nobody knows it before.
  'no-empty-servers': 'off',
}

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: { ...OFF, 'operation-operationId-unique': 'error', 'no-unused-components': 'error' },
})
const findings = await lintFromString({ source: await text(process.stdin), config })
console.log(
  JSON.stringify(
    findings.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`),
  ),
)
