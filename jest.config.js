/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.ts'],
  // A project of its own, with Angular's tools: `npm run test:angular`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/angular/'],
  modulePathIgnorePatterns: ['<rootDir>/spec/angular/', '<rootDir>/dist/'],
  // All cores: the default leaves one of two idle.
  maxWorkers: '100%',
  reporters: [
    'default',
    '<rootDir>/spec/support/no-skips-reporter.js',
    '<rootDir>/spec/support/conformance-reporter.js',
    '<rootDir>/spec/support/servers-reporter.js',
  ],
  // Of `npm run coverage` alone: what the tests run in their own process. Programs that they start are not counted.
  // What is for Angular is tested by its own tools.
  collectCoverageFrom: ['src/**/*.ts', '!src/angular/**'],
  coverageReporters: ['text', 'html'],
  coverageThreshold: { global: { statements: 95, branches: 95 } },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  moduleNameMapper: {
    '^#transport$': '<rootDir>/src/connection/node/transport.ts',
    // What the programs of docs/examples import.
    '^rx-qhttp$': '<rootDir>/src/index.ts',
    '^rx-qhttp/(browser|testing)$': '<rootDir>/src/$1/index.ts',
    // An example may have packages of its own beside it: of RxJS there is to be one.
    '^rxjs$': '<rootDir>/node_modules/rxjs',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    // Each file alone and without its types, which `npm run types` checks; as CommonJS, which jest runs without flags.
    '^.+\\.ts$': [
      'ts-jest',
      {
        tsconfig: {
          module: 'commonjs',
          moduleResolution: 'node10',
          ignoreDeprecations: '6.0',
          verbatimModuleSyntax: false,
          isolatedModules: true,
          esModuleInterop: true,
        },
        diagnostics: false,
      },
    ],
  },
};
