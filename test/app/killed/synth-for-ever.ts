import { appOf } from './versions';

/** Writes one version after the other until it is killed. */
const [outdir = ''] = process.argv.slice(2);
for (let count = 0; ; count++) {
  appOf(count % 2 === 0 ? 0 : 1, outdir).synth();
  if (count === 1) process.stdout.write('both are written\n');
}
