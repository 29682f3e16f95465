// The habits a machine can check. Formatting is prettier's; what the types say is the compiler's.
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const GENERATED = ['schemas/generated/']
const NOT_OURS = ['node_modules/', '.serverless/', '.esbuild/', '.reelgate/', 'inbox/', 'coverage/']

/** Every file, also plain JavaScript. */
const everywhere = {
  files: ['**/*.{js,cjs,mjs,ts}'],
  rules: {
    complexity: ['error', 15],
    eqeqeq: 'error',
    'max-depth': ['error', 4],
    'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    'max-params': ['error', 3],
    'no-constant-condition': ['error', { checkLoops: 'none' }],
    'no-control-regex': 'error',
    'no-debugger': 'error',
    'no-dupe-else-if': 'error',
    'no-duplicate-case': 'error',
    'no-empty': 'error',
    'no-eval': 'error',
    'no-loss-of-precision': 'error',
    'no-restricted-syntax': [
      'error',
      { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
      { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that owns the name.' },
    ],
    'no-self-assign': 'error',
    'no-self-compare': 'error',
    'no-sparse-arrays': 'error',
    'no-unreachable': 'error',
    'no-unsafe-finally': 'error',
    'no-useless-escape': 'error',
    'no-useless-return': 'error',
    'no-var': 'error',
    'object-shorthand': 'error',
    'prefer-const': 'error',
  },
}

const typed = {
  files: ['**/*.ts'],
  extends: [tseslint.configs.recommendedTypeChecked],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: {
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    '@typescript-eslint/consistent-type-exports': 'error',
    '@typescript-eslint/no-explicit-any': 'error',
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-import-type-side-effects': 'error',
    '@typescript-eslint/no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
    ],
    '@typescript-eslint/only-throw-error': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    // Functions without `this` are handed around by name; an operation that answers at once may still be async;
    // what AWS sends is `unknown` until it is printed.
    '@typescript-eslint/no-base-to-string': 'off',
    '@typescript-eslint/require-await': 'off',
    '@typescript-eslint/unbound-method': 'off',
  },
}

/** A row of a test's table has as many columns as it needs. */
const tests = { files: ['test/**/*.test.ts'], rules: { 'max-params': 'off' } }

/** Tools read their settings from a default export. */
const settings = { files: ['*.config.mjs'], rules: { 'no-restricted-syntax': 'off' } }

export default defineConfig(
  { ignores: [...NOT_OURS, ...GENERATED] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  everywhere,
  typed,
  tests,
  settings,
)
