const cluster = require('../cluster/jest.config.js');

/** The suites that run the example's programs as the emitted YAML says; they need Python and Prometheus. */
module.exports = { ...cluster, roots: ['<rootDir>/test/process'] };
