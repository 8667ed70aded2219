const base = require('../../jest.config.js');

/** The suites that need a Kubernetes: run them against your own KUBECONFIG. */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/cluster'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  setupFilesAfterEnv: ['<rootDir>/test/cluster/leave-nothing.ts'],
  testSequencer: '<rootDir>/test/cluster/largest-first.js',
};
