import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScaledObjectSpec } from '../../imports/keda';
import { Cluster, type Environment, GitOps, MlopsApp, MlopsChart, type Platform } from '../../lib';
import { adapterPlatform, everyHpa, everyKeda, kedaPlatform } from '../fixtures/signals';
import { asksArgo, modes, outOfSync } from './judges';
import { eventually, kubectl, objects } from './kubectl';
import { makeNamespaces } from './namespaces';

interface Named {
  readonly metadata: { readonly name: string };
}
interface Deployment extends Named {
  readonly spec: { readonly replicas: number };
}

const dist = mkdtempSync(join(tmpdir(), 'signals-'));

/** An environment on a cluster of its own, which this one plays. */
function environmentOf(name: string, { priorities: _ours, ...facts }: Platform): Environment {
  const platform: Platform = {
    ...facts,
    cluster: name,
    gpuMetrics: { namespace: 'gpu-operator', readers: [name] },
    ...(facts.metricsAdapter !== undefined && {
      metricsAdapter: { ...facts.metricsAdapter, prometheus: `http://prometheus.${name}.svc:9090` },
    }),
  };
  return { name, namespace: name, platform };
}
const byHpa = environmentOf('signals-hpa', adapterPlatform);
const byKeda = environmentOf('signals-keda', kedaPlatform);
const folders = [byHpa.name, byKeda.name, `clusters/${byHpa.name}`].map((folder) => join(dist, folder));
const files = folders.flatMap((folder) => ['-f', folder]);

beforeAll(() => {
  const app = new MlopsApp({ outdir: dist });
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml.git' });
  new Cluster(app, 'cluster', { platform: byHpa.platform });
  everyHpa(new MlopsChart(app.in(byHpa), 'hpa', { environment: byHpa }));
  everyKeda(new MlopsChart(app.in(byKeda), 'keda', { environment: byKeda }), false);
  app.synth();
  makeNamespaces(byHpa.name, byKeda.name, 'gpu-operator', 'monitoring');
});

afterAll(() => rmSync(dist, { recursive: true }));

test('every object passes a strict server-side dry run, and is applied', () => {
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', ...files);
  kubectl('apply', '--validate=strict', ...files);
});

test('what the API server keeps is what was written', () => {
  const written = spawnSync('kubectl', ['diff', ...files], { encoding: 'utf8' });
  // The autoscaler of Kubernetes acts at once, on nothing but its own minimum.
  const changes = written.stdout
    .split('\n')
    .filter((line) => /^[+-] /.test(line) && !/generation:|replicas:/.test(line));
  expect(changes).toEqual([]);
  const { spec } = JSON.parse(kubectl('get', 'scaledobject', 'sleeping', '-n', byKeda.name, '-o', 'json')) as {
    spec: ScaledObjectSpec;
  };
  expect(spec).toMatchObject({ minReplicaCount: 0, fallback: { behavior: 'static' } });
  expect(spec.triggers.map(({ metadata }) => metadata.query)).toEqual([
    'signal:asked:value{namespace="signals-keda",service="sleeping"}',
    'signal:vllm_waiting:sum{namespace="signals-keda",service="sleeping"}',
  ]);
});

test('the autoscaler of Kubernetes reads the external metrics, and owns the replicas', async () => {
  await eventually('it has raised the replicas to its minimum', () =>
    objects<Deployment>('deployments', byHpa.name)
      .filter(({ metadata }) => ['every', 'waiting', 'mixed'].includes(metadata.name))
      .every(({ spec }) => spec.replicas === 2),
  );
  interface Autoscaler extends Named {
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly message: string }[] };
  }
  await eventually('it asks for the signal by name', () => {
    const found = objects<Autoscaler>('hpa', byHpa.name).find(({ metadata }) => metadata.name === 'waiting');
    const active = found?.status.conditions?.find(({ type }) => type === 'ScalingActive');
    return active?.message.includes('signal:vllm_waiting:sum') ?? false;
  });
});

if (asksArgo) {
  describe('Argo CD', () => {
    const applied = ({ name }: Environment) => ({
      files: join(dist, name),
      app: join(dist, `gitops/${name}.k8s.yaml`),
    });
    const patch = (kind: string, name: string, change: object) =>
      kubectl('patch', kind, name, '-n', byKeda.name, '--type', 'merge', '-p', JSON.stringify(change));

    test('after the autoscalers acted every object is Synced', async () => {
      for (const name of ['every', 'mixed', 'waiting', 'foreign', 'resources']) {
        patch('deployment', name, { spec: { replicas: 5 } });
        patch('scaledobject', name, {
          metadata: { labels: { 'scaledobject.keda.sh/name': name }, finalizers: ['finalizer.keda.sh'] },
        });
      }
      patch('deployment', 'sleeping', { spec: { replicas: 0 } });
      patch('rollout', 'rolled', { spec: { replicas: 4 } });
      for (const environment of [byHpa, byKeda]) {
        for (const mode of modes) expect(await outOfSync(applied(environment), mode)).toEqual([]);
      }
    });

    test('a change that nobody else owns is not', async () => {
      patch('scaledobject', 'waiting', { spec: { maxReplicaCount: 9 } });
      const [object, ...differences] = await outOfSync(applied(byKeda), 'three-way');
      expect(object).toBe(`OutOfSync ScaledObject ${byKeda.name}/waiting`);
      expect(differences).toEqual([expect.stringContaining('maxReplicaCount')]);
    });

    // Nothing answers for the finalizer that stands for KEDA's controller.
    afterAll(() => {
      for (const { metadata } of objects<Named>('scaledobjects', byKeda.name)) {
        patch('scaledobject', metadata.name, { metadata: { finalizers: null } });
      }
    });
  });
}

const admit = process.env['ADMIT'];

// The operators' own admission code is a program too.
if (admit !== undefined) {
  test('KEDA, Argo Rollouts and KServe admit what is written', () => {
    expect(execFileSync(admit, [dist], { encoding: 'utf8' })).toMatch(/ 0 refused/);
  });
}
