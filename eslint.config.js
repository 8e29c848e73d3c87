import { readFileSync } from 'node:fs';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';
import roomsPlugin from './eslint.rooms.js';

const { imports: subpathImports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** `#transport` and its like, each as a path below `src/`: what others than Node get, as the arrows are the same. */
const subpaths = Object.fromEntries(
  Object.entries(subpathImports).map(([name, target]) => [name, target.default.replace('./dist/', '')]),
);

const nodeGlobals = ['Buffer', 'process', 'global', 'setImmediate', 'clearImmediate', 'require', '__dirname'];
const nodePlaces = ['src/**/node/**', 'src/cli/**', 'src/index.ts'];

/** The layout of the house: arrows between rooms, no cycles inside one, Node in its corners, entries as lists. */
const layout = [
  {
    files: ['src/**/*.ts'],
    plugins: { rooms: roomsPlugin, 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/extensions': ['.ts'],
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts'], extensionAlias: { '.js': ['.ts'] } })],
    },
    rules: {
      'rooms/arrows': ['error', subpaths],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: nodePlaces,
    rules: {
      'no-restricted-globals': [
        'error',
        ...nodeGlobals.map((name) => ({
          name,
          message: 'Node is at home in node/ folders, src/cli/ and src/index.ts.',
        })),
      ],
    },
  },
  {
    files: ['src/index.ts', 'src/{browser,testing,angular}/index.ts'],
    rules: { 'rooms/exports-only': 'error' },
  },
];

export default defineConfig(
  globalIgnores([
    'dist/',
    'coverage/',
    'scripts/consumer*.ts',
    'scripts/mutation/sandbox/',
    // Projects of their own, whose packages are not installed here.
    'spec/angular/',
    'docs/examples/download-manager/{src,dist}/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked, rxjsX.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      // A number reads well in a message, and `() => doIt()` is as clear as its block.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // It would ask for `!`, which another rule forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // `while (true)` says what it is.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    extends: [rxjsX.configs.strict],
    rules: {
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Signals never err: an error callback there would be dead code.
      'rxjs-x/no-ignored-error': 'off',
      // Rooms hand Subjects to each other; what QHttp shows is an Observable by its type.
      'rxjs-x/no-exposed-subjects': 'off',
    },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  // The ordered Subject is one by being a subclass.
  { files: ['src/signals/**/*.ts'], rules: { 'rxjs-x/no-subclass': 'off' } },
  layout,
  {
    files: ['spec/**/*.ts', 'bench/**/*.ts', 'docs/**/*.ts'],
    rules: {
      // `expect(object.method)` names a method, it does not call it; a stub may be empty.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { globals: { console: false, process: false, URL: false } },
    rules: { eqeqeq: ['error', 'always', { null: 'ignore' }] },
  },
);
