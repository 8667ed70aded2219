const long = require('../long.config.js');

/**
 * The suites that run the example's programs as the emitted YAML says; they need Linux, Python and Prometheus.
 * What they start ends with the process namespace that they run in.
 */
module.exports = { ...long, roots: ['<rootDir>/test/process'], forceExit: true };
