import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RolloutSpec } from '../../imports/rollouts';
import { GitOps, MlopsApp, MlopsChart, Workspace } from '../../lib';
import { platform } from '../fixtures/environment';
import { everyRollout } from '../fixtures/rollouts';
import { asksArgo, modes, outOfSync } from './judges';
import { eventually, kubectl, objects } from './kubectl';

interface Named<Spec> {
  readonly metadata: { readonly name: string };
  readonly spec: Spec;
}
interface Deployment extends Named<object> {
  readonly status: { readonly availableReplicas?: number };
}

const namespace = 'rollouts';
const { priorities: _ours, ...facts } = platform;
const environment = { name: namespace, namespace, platform: facts };
const dist = mkdtempSync(join(tmpdir(), 'rollouts-'));
const files = join(dist, namespace);

beforeAll(() => {
  const app = new MlopsApp({ outdir: dist });
  const scope = app.in(environment);
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml.git' });
  new Workspace(scope, 'workspace', { environment, quota: { cpu: '64', memory: '256Gi', loadBalancers: 1 } });
  everyRollout(new MlopsChart(scope, 'services', { environment }), false);
  app.synth();
});

afterAll(() => rmSync(dist, { recursive: true }));

test('every object of every rollout passes a strict server-side dry run, and is applied', async () => {
  kubectl('apply', '--validate=strict', '-f', join(files, '_workspace.k8s.yaml'));
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', files);
  kubectl('apply', '--validate=strict', '-f', files);
  await eventually('the services that need no operator are available', () =>
    objects<Deployment>('deployments', namespace)
      .filter(({ metadata }) => ['blue', 'green', 'shared', 'shadow', 'candidate'].includes(metadata.name))
      .every(({ status }) => (status.availableReplicas ?? 0) > 1),
  );
});

test('what the API server keeps is what was written', () => {
  expect(kubectl('diff', '-f', files)).toBe('');
  const rollouts = objects<Named<RolloutSpec>>('rollouts', namespace);
  expect(rollouts.map(({ metadata }) => metadata.name).sort()).toEqual([
    'blue-green',
    'by-gateway',
    'by-nginx',
    'by-replicas',
    'plain',
  ]);
  expect(rollouts.find(({ metadata }) => metadata.name === 'by-gateway')?.spec.strategy).toMatchObject({
    canary: { trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': { namespace } } } },
  });
});

/** Merges a change into an object, as a controller does. */
function patch(kind: string, name: string, type: 'merge' | 'json', change: object): void {
  kubectl('patch', kind, name, '-n', namespace, '--type', type, '-p', JSON.stringify(change));
}

if (asksArgo) {
  const applied = { files, app: join(dist, `gitops/${namespace}.k8s.yaml`) };

  test('a canary under way is Synced: selectors, weights, the rule of a header and replicas have their own writers', async () => {
    for (const service of ['by-gateway', 'by-gateway-canary', 'blue-green', 'blue-green-preview']) {
      patch('service', service, 'merge', { spec: { selector: { 'rollouts-pod-template-hash': '5d4f8c' } } });
    }
    patch('httproute', 'by-gateway', 'json', [
      { op: 'replace', path: '/spec/rules/0/backendRefs/0/weight', value: 95 },
      { op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 5 },
      {
        op: 'add',
        path: '/spec/rules/-',
        value: {
          name: 'rollout-header',
          matches: [{ headers: [{ name: 'x-canary', value: 'yes' }] }],
          backendRefs: [{ name: 'by-gateway-canary', port: 80 }],
        },
      },
    ]);
    patch('rollout', 'by-gateway', 'merge', { spec: { replicas: 7 } });
    for (const mode of modes) expect(await outOfSync(applied, mode)).toEqual([]);
  });

  test('a change that nobody else owns is not', async () => {
    patch('httproute', 'by-gateway', 'merge', { spec: { hostnames: ['other.example.com'] } });
    const [object, ...differences] = await outOfSync(applied, 'three-way');
    expect(object).toBe(`OutOfSync HTTPRoute ${namespace}/by-gateway`);
    expect(differences).toEqual([expect.stringContaining('hostnames')]);
  });
}
