const { resolve } = require('node:path');
const { testEnvironment, testMatch, transform } = require('../jest.config.js');

/** What the suites share that need more than Node: a cluster, nodes, programs, or time. What they install is kept. */
module.exports = {
  testEnvironment,
  testMatch,
  transform,
  rootDir: resolve(__dirname, '..'),
  testTimeout: 300_000,
  testSequencer: '<rootDir>/test/cluster/largest-first.js',
};
