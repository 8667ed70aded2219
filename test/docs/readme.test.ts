import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generate, pages } from '../../docs/generate';

const root = resolve(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the first example of the README runs and writes what it says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const [, block = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const program = join(folder, 'main.ts');
  writeFileSync(program, block.replace("'cdk8s-mlops'", JSON.stringify(join(root, 'lib'))));
  execFileSync('node', ['--require', require.resolve('tsx/cjs'), program], { cwd: folder });
  expect(
    (readdirSync(join(folder, 'dist'), { recursive: true }) as string[])
      .filter((file) => file.endsWith('.yaml'))
      .sort(),
  ).toEqual(['dev/_workspace.k8s.yaml', 'dev/house-prices.k8s.yaml', 'dev/runs/house-prices.k8s.yaml']);
  expect(Object.keys(JSON.parse(readFileSync(join(folder, 'identity.lock.json'), 'utf8')))).toContain(
    'home/dev/Job/train',
  );
  rmSync(folder, { recursive: true });
});

test('the first example stays about thirty lines', () => {
  expect((/```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '').split('\n').length).toBeLessThanOrEqual(38);
});

test.each(pages)('the generated parts of %s are what the code says', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  expect(generate(text)).toBe(text);
});
