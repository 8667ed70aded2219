/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  maxWorkers: '100%',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/temporary-folder/make.js',
  globalTeardown: '<rootDir>/test/temporary-folder/remove.js',
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(cluster|e2e|full|process)/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
