import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generate, pages } from '../../docs/generate';

const root = resolve(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The first program of a page, run in a folder of its own; the files that it wrote. */
function written(page: string): { folder: string; files: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const [, block = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, page), 'utf8')) ?? [];
  const program = join(folder, 'main.ts');
  writeFileSync(program, block.replace("'cdk8s-mlops'", JSON.stringify(join(root, 'lib'))));
  execFileSync('node', ['--require', require.resolve('tsx/cjs'), program], { cwd: folder });
  const files = readdirSync(join(folder, 'dist'), { recursive: true }) as string[];
  return { folder, files: files.filter((file) => file.endsWith('.yaml')).sort() };
}

test('the first example of the README runs and writes what it says', () => {
  const { folder, files } = written('README.md');
  expect(files).toEqual(['dev/_workspace.k8s.yaml', 'dev/house-prices.k8s.yaml', 'dev/runs/house-prices.k8s.yaml']);
  expect(Object.keys(JSON.parse(readFileSync(join(folder, 'identity.lock.json'), 'utf8')))).toContain(
    'home/dev/Job/train',
  );
  rmSync(folder, { recursive: true });
});

test.each([
  ['docs/training.md', ['dev/runs/vision.k8s.yaml', 'dev/vision.k8s.yaml']],
  ['docs/federated-training.md', ['clinic/fraud.k8s.yaml', 'hub/fraud.k8s.yaml', 'hub/runs/fraud.k8s.yaml']],
  ['docs/serving.md', ['prod/prices.k8s.yaml']],
  ['docs/monitoring.md', ['prod/monitoring.k8s.yaml', 'prod/prices.k8s.yaml']],
])('the example of %s runs', (page, expected) => {
  const { folder, files } = written(page);
  expect(files).toEqual(expected);
  rmSync(folder, { recursive: true });
});

test('the first example stays about thirty lines', () => {
  expect((/```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '').split('\n').length).toBeLessThanOrEqual(38);
});

test.each(pages)('the generated parts of %s are what the code says', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  expect(generate(text)).toBe(text);
});
