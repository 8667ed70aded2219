const cluster = require('../cluster/jest.config.js');

/** The suite that needs a cluster where containers run, and the image that test/e2e/stand-in builds. */
module.exports = { ...cluster, roots: ['<rootDir>/test/e2e'], setupFilesAfterEnv: [] };
