const { rmSync } = require('node:fs');

module.exports = () => rmSync(globalThis.temporaryFolder, { recursive: true, force: true });
