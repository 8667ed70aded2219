const { resolve } = require('node:path');
const base = require('../jest.config.js');

/** What the suites share that need more than Node: a cluster, nodes, programs, or time. */
module.exports = {
  ...base,
  rootDir: resolve(__dirname, '..'),
  testPathIgnorePatterns: ['/node_modules/'],
  // What they install is kept for the next time.
  globalSetup: undefined,
  globalTeardown: undefined,
  testTimeout: 300_000,
  testSequencer: '<rootDir>/test/cluster/largest-first.js',
};
