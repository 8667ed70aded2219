import { ApiObject } from 'cdk8s';
import { load } from 'js-yaml';
import type { KubernetesObject } from '../../imports/kubernetes';
import { Claim, Cluster, MlopsApp, type MlopsError, MonitoringStack, type Platform, TrainingJob } from '../../lib';
import { trainingSubjects } from '../contract/training-subjects';
import { environment, platform } from '../fixtures/environment';
import { chart, training } from '../fixtures/workloads';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const gpuMetrics = { namespace: 'gpu-operator', readers: ['dev'] };
const reading: Partial<Platform> = { kubeletReaders: ['dev'] };
const profiled = { ...training, produces: models.model('prices'), profile: true };
const withGpus = { ...profiled, compute: { cpu: '8', memory: '32Gi', gpu: { pool: 'gpu', count: 2 } } };

function watched(props: object, facts: Partial<Platform>) {
  const at = chart({ environment: { ...environment, platform: { ...platform, ...facts } } });
  const stack = new MonitoringStack(at, 'monitoring');
  const train = new TrainingJob(at, 'train', { ...profiled, ...props });
  stack.watch(train);
  const files = (name: string) => {
    const found = at.node.findAll().find((child) => ApiObject.isApiObject(child) && child.name === name);
    return (found as ApiObject).toJson().data as Record<string, string>;
  };
  const { groups } = load(files('prometheus-rules')['train.yml'] ?? '') as {
    groups: { rules: { record?: string; expr: string }[] }[];
  };
  const recorded = groups.flatMap(({ rules }) => rules).filter(({ record }) => record !== undefined);
  const { panels } = JSON.parse(files('grafana-dashboards')['train.json'] ?? '') as {
    panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
  };
  return { train, recorded, panels, scrapes: files('prometheus-scrape') };
}

test('a profiled training says whether its CPUs, or waiting, bind it', () => {
  const { train, recorded, panels, scrapes } = watched({ compute: { cpu: '1500m', memory: '1Gi' } }, reading);
  expect(recorded.map(({ record }) => record)).toEqual(['training:cpu:share', 'training:waiting:share']);
  expect(recorded[0]?.expr).toContain(`{pod=~"${train.objects.workload.name}-.+",container="train"}`);
  expect(recorded[0]?.expr).toMatch(/\/ 1\.5, 1\)$/);
  expect(panels.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['Bound by', 'Shares of the time', 'Throttled by its CPU limit', 'Bytes a second']),
  );
  expect(panels.find(({ title }) => title === 'Bound by')?.targets[0]).toMatchObject({
    expr: expect.stringMatching(/^topk\(1, .*"cpu".* or .*"io"/),
    legendFormat: '{{by}}',
  });
  expect(Object.keys(scrapes)).toEqual(['containers.yml']);
  expect(scrapes['containers.yml']).toContain('metrics_path: /metrics/cadvisor');
});

test('its GPUs count where the platform measures them, and nothing is said of them where it does not', () => {
  const measured = watched(withGpus, { ...reading, gpuMetrics });
  expect(measured.recorded.map(({ record }) => record)).toContain('training:gpu:share');
  expect(measured.recorded.at(-1)?.expr).toMatch(/training:cpu:share.* or .*training:gpu:share/);
  expect(measured.scrapes['gpus.yml']).toContain('job_name: gpu-metrics');
  for (const facts of [reading, { ...reading, gpuMetrics: { ...gpuMetrics, readers: ['prod'] } }]) {
    const blind = watched(withGpus, facts);
    expect(blind.recorded.map(({ record }) => record)).not.toContain('training:gpu:share');
    expect(Object.keys(blind.scrapes)).toEqual(['containers.yml']);
  }
});

test('without the right to read the kubelets nothing could be said: an error', () => {
  const codes = () => {
    try {
      watched({}, {});
    } catch (error) {
      return (error as MlopsError).codes;
    }
    return [];
  };
  expect(codes()).toEqual(['missing-platform-fact']);
});

test('Cluster lets the Prometheus of each reader find the exporter', () => {
  const app = new MlopsApp();
  new Cluster(app, 'cluster', { platform: { ...platform, gpuMetrics } });
  const roles = app.finish().map(({ json }) => json as KubernetesObject);
  expect(roles.find(({ kind }) => kind === 'RoleBinding')).toMatchObject({
    metadata: { name: 'gpu-metrics-reader-dev', namespace: 'gpu-operator' },
    subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'dev' }],
  });
});

test.each(trainingSubjects.filter(({ engine }) => engine.supports.includes('profile')))(
  'a worker of $title is found by the name of its run and container',
  ({ engine, worker }) => {
    const { train, recorded } = watched({ engine }, reading);
    const objects = train.node.findAll().filter((child) => ApiObject.isApiObject(child));
    const container = worker(objects.map((object) => object.toJson() as KubernetesObject)).spec.containers[0]?.name;
    expect(recorded[0]?.expr).toContain(`{pod=~"${train.objects.workload.name}-.+",container="${container}"}`);
  },
);
