import shared from '../../../../jest.config.js';

/** @type {import('jest').Config} */
export default {
  rootDir: '../../../..',
  roots: ['<rootDir>/docs/examples/download-manager/e2e'],
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  // A browser, a gateway and a server to each: what is measured is not to be disturbed by another one.
  maxWorkers: 1,
  testTimeout: 60_000,
  globalSetup: '<rootDir>/docs/examples/download-manager/e2e/support/before-all.ts',
  globalTeardown: '<rootDir>/docs/examples/download-manager/e2e/support/after-all.ts',
  reporters: ['default', '<rootDir>/spec/support/no-skips-reporter.js'],
  moduleFileExtensions: shared.moduleFileExtensions,
  moduleNameMapper: shared.moduleNameMapper,
  transform: shared.transform,
};
