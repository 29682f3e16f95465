// Real media through everything: `npm run test:e2e`. Slow, and in need of Debian packages; the rest is in `npm test`.
import config from './jest.config.mjs'

/** @type {import('jest').Config} */
export default {
  ...config,
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
}
