const { statSync } = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/** As Jest orders without a memory of earlier runs: `training-engines` comes first, and finds its nodes empty. */
module.exports = class LargestFirst extends Sequencer {
  sort(tests) {
    const size = ({ path }) => statSync(path).size;
    return [...tests].sort((a, b) => size(b) - size(a) || (a.path < b.path ? -1 : 1));
  }
};
