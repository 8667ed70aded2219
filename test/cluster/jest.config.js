const long = require('../long.config.js');

/** The suites that need a Kubernetes: run them against your own KUBECONFIG. */
module.exports = {
  ...long,
  roots: ['<rootDir>/test/cluster'],
  setupFilesAfterEnv: ['<rootDir>/test/cluster/leave-nothing.ts'],
};
