const long = require('../long.config.js');

/** The suite that needs a cluster where containers run, and the image that test/e2e/stand-in builds. */
module.exports = { ...long, roots: ['<rootDir>/test/e2e'] };
