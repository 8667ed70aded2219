import { coldStart } from './sections/cold-start';
import { files } from './sections/files';
import { growth } from './sections/growth';
import { large } from './sections/large';
import { services } from './sections/services';

const slow = process.argv.includes('--slow');
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const sections: Readonly<Record<string, readonly [string, () => string]>> = {
  files: ['The floor', files],
  services: ['Services in three environments, five objects each', () => services(slow)],
  large: ['Many objects', () => large(slow)],
  growth: ['Growth', growth],
  cold: ['Cold start', coldStart],
};

for (const [name, [title, section]] of Object.entries(sections)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stdout.write(`\n## ${title}\n\n`);
  process.stdout.write(`${section()}\n`);
}
if (!slow) process.stdout.write('\n* measured before and committed; --slow measures it anew.\n');
