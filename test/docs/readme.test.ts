import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generate, pages } from '../../docs/generate';

const root = resolve(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The first blocks of a page as one program, run in a folder of its own; the files that it wrote. */
function written(page: string, blocks = 1): { folder: string; files: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const found = [...readFileSync(join(root, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text);
  const block = found.slice(0, blocks).join('\n');
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

const hundred = Array.from({ length: 100 }, (_, index) => `dev/model-${index + 1}.k8s.yaml`).sort();

/** How many blocks of a page are its program, and the files that it writes. */
const programs: readonly (readonly [page: string, blocks: number, files: readonly string[]])[] = [
  ['docs/training.md', 1, ['dev/runs/vision.k8s.yaml', 'dev/vision.k8s.yaml']],
  ['docs/training-engines.md', 5, ['dev/engines.k8s.yaml', 'dev/runs/engines.k8s.yaml']],
  [
    'docs/llm-finetune.md',
    1,
    ['clusters/large/cluster', 'dev/_workspace', 'dev/llm-finetune', 'dev/runs/llm-finetune', 'prod/_workspace']
      .concat('prod/llm-finetune', 'prod/runs/llm-finetune')
      .map((file) => `${file}.k8s.yaml`),
  ],
  [
    'docs/llm-chat.md',
    1,
    ['dev', 'prod'].flatMap((name) =>
      ['_workspace', 'llm-chat', 'monitoring'].map((file) => `${name}/${file}.k8s.yaml`),
    ),
  ],
  ['docs/federated-training.md', 1, ['clinic/fraud.k8s.yaml', 'hub/fraud.k8s.yaml', 'hub/runs/fraud.k8s.yaml']],
  ['docs/tuning.md', 1, ['dev/house-prices.k8s.yaml', 'dev/runs/house-prices.k8s.yaml']],
  ['docs/capacity.md', 1, ['prod/_workspace.k8s.yaml', 'prod/runs/vision.k8s.yaml', 'prod/vision.k8s.yaml']],
  ['docs/queueing.md', 1, ['clusters/home/cluster.k8s.yaml', 'lab/_workspace.k8s.yaml', 'lab/features.k8s.yaml']],
  ['docs/platform.md', 1, ['dev/_workspace.k8s.yaml', 'dev/runs/vision.k8s.yaml', 'dev/vision.k8s.yaml']],
  ['docs/serving.md', 1, ['prod/prices.k8s.yaml']],
  ['docs/batch-inference.md', 1, ['dev/house-prices.k8s.yaml', 'dev/runs/house-prices.k8s.yaml']],
  ['docs/async-inference.md', 1, ['prod/prices.k8s.yaml']],
  ['docs/model-sources.md', 1, ['prod/prices.k8s.yaml']],
  ['docs/llm-serving.md', 1, ['prod/chat.k8s.yaml', 'prod/monitoring.k8s.yaml']],
  ['docs/large-models.md', 1, ['clusters/home/cluster.k8s.yaml', 'prod/models.k8s.yaml']],
  ['docs/edges.md', 1, ['prod/prices.k8s.yaml']],
  ['docs/experiments.md', 1, ['prod/monitoring.k8s.yaml', 'prod/prices.k8s.yaml']],
  ['docs/explainers.md', 1, ['prod/monitoring.k8s.yaml', 'prod/prices.k8s.yaml']],
  ['docs/rollouts.md', 1, ['prod/monitoring.k8s.yaml', 'prod/prices.k8s.yaml']],
  ['docs/inference.md', 1, ['prod/loans.k8s.yaml']],
  ['docs/signals.md', 1, ['prod/monitoring.k8s.yaml', 'prod/vision.k8s.yaml']],
  ['docs/monitoring.md', 1, ['prod/monitoring.k8s.yaml', 'prod/prices.k8s.yaml']],
  ['docs/speed.md', 1, hundred],
  ['docs/cli.md', 1, ['dev/houses.k8s.yaml', 'prod/houses.k8s.yaml']],
];

test.each(programs)('the example of %s runs', (page, blocks, expected) => {
  const { folder, files } = written(page, blocks);
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
