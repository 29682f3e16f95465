// ES modules all the way (run with --experimental-vm-modules): tests import the sources as Node runs them.
// The steps' own log lines would drown the report.
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT'

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
  modulePathIgnorePatterns: ['<rootDir>/.serverless', '<rootDir>/.esbuild', '<rootDir>/.reelgate'],
  maxWorkers: 2,
  // Names what hangs. Jest's own five seconds would blame a machine that is only busy.
  testTimeout: 60_000,
}
