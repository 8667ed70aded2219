const cluster = require('../cluster/jest.config.js');

/** The suites that are too slow for every run: the package in scratch projects, long fuzzing, other languages' parsers. */
module.exports = { ...cluster, roots: ['<rootDir>/test/full'], setupFilesAfterEnv: [], bail: false };
