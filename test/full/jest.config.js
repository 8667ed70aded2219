const long = require('../long.config.js');

/** The suites that are too slow for every run: the package in scratch projects, long fuzzing, other languages' parsers. */
module.exports = { ...long, roots: ['<rootDir>/test/full'] };
