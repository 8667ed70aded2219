import { ApiObject } from 'cdk8s';
import { load } from 'js-yaml';
import {
  argoRollout,
  Cluster,
  canary,
  HyperparameterSearch,
  katib,
  MlopsApp,
  type MlopsChart,
  type MlopsError,
  ModelService,
  MonitoringStack,
  type Platform,
  rayJob,
  sparkApplication,
  TrainingJob,
} from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { customStates } from '../../lib/monitoring/custom-states';
import type { HasWatched } from '../../lib/vocabulary/watched';
import { environment, platform } from '../fixtures/environment';
import { chart, service, training } from '../fixtures/workloads';
import { tuned } from '../tuning/fixtures';

const operators = { ...platform.operators, katib: { version: '0.19' } };
const reading: Partial<Platform> = { operators, customResourceReaders: ['dev'] };

type Make = (at: MlopsChart) => HasWatched;
const made: Readonly<Record<string, Make>> = {
  RayJob: (at) => new TrainingJob(at, 'it', { ...training, engine: rayJob({ rayVersion: '2.52.0' }) }),
  SparkApplication: (at) =>
    new TrainingJob(at, 'it', {
      ...training,
      command: ['local:///app/train.py'],
      compute: { cpu: '1', memory: '2Gi' },
      engine: sparkApplication({ sparkVersion: '3.5.5' }),
    }),
  Experiment: (at) => new HyperparameterSearch(at, 'it', { ...tuned, engine: katib() }),
  Rollout: (at) =>
    new ModelService(at, 'it', {
      ...service,
      replicas: 3,
      rollout: canary({ steps: [20] }),
      engine: argoRollout(),
    }),
};

function watched(make: Make, facts: Partial<Platform>) {
  const at = chart({ environment: { ...environment, platform: { ...platform, operators, ...facts } } });
  const stack = new MonitoringStack(at, 'monitoring');
  stack.watch(make(at));
  const found = (kind: string, name: string) =>
    at.node
      .findAll()
      .filter((child) => ApiObject.isApiObject(child))
      .find((child) => child.kind === kind && child.name === name)
      ?.toJson();
  const { groups } = load(found('ConfigMap', 'prometheus-rules')?.data['it.yml'] ?? 'groups: []') as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  return { found, alerts: groups.flatMap(({ rules }) => rules) };
}

test.each([
  ['RayJob', ['JobFailed', 'JobLate']],
  ['SparkApplication', ['JobFailed', 'JobLate']],
  ['Experiment', ['JobFailed']],
  ['Rollout', ['ServiceDown', 'ReplicasMissing']],
])('a %s is watched by its state: %j', (kind, names) => {
  const { alerts } = watched(made[kind] as Make, reading);
  expect(alerts.map(({ alert }) => alert)).toEqual(names);
  for (const { expr } of alerts) expect(expr).toContain(`mlops_${kind.toLowerCase()}_`);
});

test('kube-state-metrics is told of these kinds, of their operators only, and may read no others', () => {
  const { found } = watched(made['RayJob'] as Make, reading);
  const config = load(found('ConfigMap', 'kube-state-metrics-custom-resources')?.data['config.yaml']) as {
    spec: { resources: { groupVersionKind: { kind: string }; resourcePlural: string }[] };
  };
  expect(config.spec.resources.map(({ groupVersionKind: { kind } }) => kind)).toEqual([
    'RayJob',
    'SparkApplication',
    'Experiment',
    'Rollout',
  ]);
  const text = JSON.stringify(found('Deployment', 'kube-state-metrics'));
  expect(text).toContain('--custom-resource-state-config-file=/etc/kube-state-metrics/config.yaml');
  expect(JSON.stringify(found('Role', 'kube-state-metrics'))).toContain(
    '{"apiGroups":["ray.io"],"resources":["rayjobs"]',
  );
  const bare = watched((at) => new TrainingJob(at, 'it', training), { ...reading, operators: {} });
  expect(JSON.stringify(bare.found('Deployment', 'kube-state-metrics'))).not.toContain('custom-resource');
});

test('where the state cannot be read, a Job tells of a RayJob, and a run of which nothing tells is an error', () => {
  const codes = (kind: string) => {
    try {
      watched(made[kind] as Make, {});
    } catch (error) {
      return (error as MlopsError).codes;
    }
    return [];
  };
  expect(watched(made['RayJob'] as Make, {}).alerts[0]?.expr).toContain('kube_job_failed');
  expect(watched(made['Rollout'] as Make, {}).alerts).toEqual([]);
  expect([codes('SparkApplication'), codes('Experiment')]).toEqual([
    ['missing-platform-fact'],
    ['missing-platform-fact'],
  ]);
});

test('Cluster lets the kube-state-metrics of each reader see which custom resources there are', () => {
  const app = new MlopsApp();
  new Cluster(app, 'cluster', { platform: { ...platform, ...reading } });
  const objects = app.finish().map(({ json }) => json);
  expect(objects.find(({ metadata }) => metadata.name === 'custom-resource-reader')).toMatchObject({
    kind: 'ClusterRole',
    rules: [
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list', 'watch'] },
    ],
  });
  expect(objects.find(({ metadata }) => metadata.name === 'custom-resource-reader-dev')).toMatchObject({
    subjects: [{ kind: 'ServiceAccount', name: 'kube-state-metrics', namespace: 'dev' }],
  });
});

test('the kinds are those of the table of kinds, by name and operator', () => {
  for (const { group, version, kind, resource, operator } of customStates) {
    expect(Kinds.find({ apiVersion: `${group}/${version}`, kind })).toMatchObject({ resource, operator });
  }
});
