import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Testing } from 'cdk8s';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import { AsyncInference, type AsyncInferenceProps, Claim } from '../../lib';
import { kedaPlatform, on } from '../fixtures/signals';
import { chart, container, only } from '../fixtures/workloads';
import { queues, server } from './queues';

const root = resolve(__dirname, '../..');
const read = (...path: readonly string[]) => readFileSync(join(root, ...path), 'utf8');
const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });

/** The variables of a worker that is asked for everything. */
function told(queue: AsyncInferenceProps['queue'], store?: object): readonly string[] {
  const home = chart({ environment: on(kedaPlatform) });
  new AsyncInference(home, 'ask', {
    ...container,
    queue,
    model: models.model('prices', 'v1'),
    answers: 'answers',
    idempotency: { field: 'id', store: { url: 'redis://keys:6379/0', at: server('keys', 6379), ...store } },
    scale: { max: 2 },
  });
  const { spec } = only<KubernetesObject & { spec: { template: PodTemplate } }>(
    Testing.synth(home) as KubernetesObject[],
    'Deployment',
  );
  return (spec.template.spec.containers[0]?.env ?? []).map(({ name }) => name).filter((name) => name !== 'HOME');
}

test('the page tells every variable that a worker of any queue is told, and no other', () => {
  const password = { secret: 'keys', key: 'password' };
  const emitted = new Set(Object.values(queues).flatMap((queue) => told(queue, { password })));
  const [, contract = ''] =
    /## The contract\n([\s\S]*?)\nWhat the worker does/.exec(read('docs/async-inference.md')) ?? [];
  const rows = contract.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
  );
  expect([...listed].sort()).toEqual([...emitted].sort());
});

test('the worker of the example reads nothing that it is not told', () => {
  const program = read('apps/async-prices/programs/worker/contract.py');
  const reads = [...program.matchAll(/(?:needed|number|get)\("([A-Z_]+)"/g)].map(([, name]) => name);
  expect(reads.length).toBeGreaterThan(15);
  expect(told(queues['redis with all'] as AsyncInferenceProps['queue'])).toEqual(expect.arrayContaining([...reads]));
});
