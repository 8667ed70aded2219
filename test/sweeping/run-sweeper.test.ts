import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodTemplate } from '../../imports/kubernetes';
import { type Platform, RunSweeper } from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { environment, platform } from '../fixtures/environment';
import { objectsOf, only } from '../fixtures/workloads';

const image = 'registry.example.com/sweeper:0.1.0';

const sweeper = (operators: Platform['operators']) =>
  objectsOf((scope) => new RunSweeper(scope, 'sweeper', { image, keep: 5 }), {
    environment: { ...environment, platform: { ...platform, operators } },
  });
const argsOf = (objects: ReturnType<typeof sweeper>) =>
  (only(objects, 'CronJob').spec as { jobTemplate: { spec: { template: PodTemplate } } }).jobTemplate.spec.template.spec
    .containers[0]?.args;

test('without operators it may list and delete Jobs, reach the API server, and nothing else', () => {
  const objects = sweeper({});
  expect(only(objects, 'Role')).toMatchObject({
    rules: [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['delete', 'get', 'list'] }],
  });
  expect(only(objects, 'NetworkPolicy').metadata.name).toBe('sweeper-to-api-server');
  expect(only(objects, 'CronJob').spec).toMatchObject({
    jobTemplate: {
      spec: {
        template: { spec: { automountServiceAccountToken: true, containers: [{ args: ['--keep', '5'], image }] } },
      },
    },
  });
});

test.each<[string, string, readonly string[], readonly string[]]>([
  [
    'kubeflow-trainer',
    'trainer.kubeflow.org',
    ['trainjobs.trainer.kubeflow.org'],
    ['trainingruntimes.trainer.kubeflow.org'],
  ],
  ['kuberay', 'ray.io', ['rayjobs.ray.io'], []],
  ['spark-operator', 'sparkoperator.k8s.io', ['sparkapplications.sparkoperator.k8s.io'], []],
  ['katib', 'kubeflow.org', ['experiments.kubeflow.org'], []],
  ['volcano', 'scheduling.volcano.sh', [], ['podgroups.scheduling.volcano.sh']],
])('with %s it sweeps what that brings, and has the rights for exactly this', (operator, group, runs, parts) => {
  const objects = sweeper({ [operator]: { version: '9.0' } });
  const ofPart = parts.length > 0 ? ['--parts', ...parts] : [];
  expect(argsOf(objects)).toEqual(['--keep', '5', '--kinds', 'jobs.batch', ...runs, ...ofPart]);
  const [role] = [only<{ rules: readonly object[] }>(objects, 'Role')];
  const right = (verbs: readonly string[]) => (name: string) => ({
    apiGroups: [group],
    resources: [name.split('.')[0]],
    verbs,
  });
  expect(role?.rules).toEqual([
    { apiGroups: ['batch'], resources: ['jobs'], verbs: ['delete', 'get', 'list'] },
    ...runs.map(right(['delete', 'get', 'list'])),
    ...parts.map(right(['delete'])),
  ]);
});

test('the program knows every kind of run that the library emits', () => {
  const program = readFileSync(join(__dirname, '../../runtime/sweeper/sweep.py'), 'utf8');
  for (const { group, resource } of Kinds.all().filter(({ lifecycle }) => lifecycle === 'run')) {
    expect(program).toContain(`"${resource}.${group}":`);
  }
});

test('it keeps at least the run that Git names, and needs the addresses of the API server', () => {
  expect(() => objectsOf((scope) => new RunSweeper(scope, 'sweeper', { image, keep: 0 }))).toThrow(/out-of-range/);
  const blind = { ...environment, platform: { ...platform, apiServer: undefined } };
  expect(() => objectsOf((scope) => new RunSweeper(scope, 'sweeper', { image }), { environment: blind })).toThrow(
    /missing-platform-fact/,
  );
});
