const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** A folder for all that the tests and cdk8s's own helpers put aside; `remove.js` takes it away. */
module.exports = () => {
  globalThis.temporaryFolder = mkdtempSync(join(tmpdir(), 'cdk8s-mlops-test-'));
  process.env.TMPDIR = globalThis.temporaryFolder;
};
