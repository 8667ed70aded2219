import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { production } from '../../apps/environments/platforms';
import {
  Claim,
  Cluster,
  FederatedTraining,
  FederationSite,
  loadBalancer,
  MlopsApp,
  MlopsChart,
  outside,
  Workspace,
} from '../../lib';
import { publicKey } from '../fixtures/federations';
import { eventually, kubectl, objects } from './kubectl';

const dist = mkdtempSync(join(tmpdir(), 'federated-'));
afterAll(() => rmSync(dist, { recursive: true }));

const image = 'registry.example.com/line:1.0';
const compute = { cpu: '500m', memory: '1Gi' };
const places = ['federation', 'hospital-a', 'hospital-b'] as const;
const environments = places.map((name) => ({ name, namespace: name, platform: production }));

interface Deployment {
  readonly status: { readonly availableReplicas?: number };
}
interface Job {
  readonly status: { readonly succeeded?: number };
}

test('a coordinator and two sites in namespaces of their own are admitted, stand, and the run completes', async () => {
  const app = new MlopsApp({ outdir: dist });
  new Cluster(app, 'cluster', { platform: production });
  for (const environment of environments) {
    const quota = { cpu: '16', memory: '64Gi', loadBalancers: 1 };
    new Workspace(app.in(environment), 'workspace', { environment, quota });
  }
  const [hub, ...hospitals] = environments.map(
    (environment) => new MlopsChart(app.in(environment), 'line', { environment }),
  );
  if (hub === undefined) throw new Error('no hub');
  const models = new Claim(hub, 'models', { size: '1Gi', access: 'ReadWriteMany', storageClass: 'shared' });
  const line = new FederatedTraining(hub, 'line', {
    image,
    compute,
    sites: { 'hospital-a': publicKey('a'), 'hospital-b': publicKey('b') },
    tls: { certificate: 'line-certificate', authority: 'line-authority' },
    produces: models.model('line'),
    coordinator: { database: new Claim(hub, 'state', { size: '1Gi' }).at('/state') },
    expose: loadBalancer(),
    callers: [outside('clinic', ['203.0.113.0/24'])],
    address: { host: 'fleet.example.com', cidrs: ['198.51.100.7/32'] },
  });
  for (const chart of hospitals) {
    new FederationSite(chart, chart.namespace ?? '', {
      federation: line,
      image,
      compute,
      data: new Claim(chart, 'data', { size: '1Gi' }).at('/data', { readOnly: true }),
      tls: { authority: 'line-authority' },
      key: 'node-key',
    });
  }
  app.synth();
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, 'clusters'));
  for (const place of places) {
    kubectl('apply', '--validate=strict', '-f', join(dist, place, '_workspace.k8s.yaml'));
    kubectl('apply', '--validate=strict', '--dry-run=server', '-R', '-f', join(dist, place));
    kubectl('apply', '--validate=strict', '-R', '-f', join(dist, place));
    await eventually(`what stands in ${place} is available`, () =>
      objects<Deployment>('deployments', place).every(({ status }) => status.availableReplicas === 1),
    );
  }
  await eventually('the run succeeded', () =>
    objects<Job>('jobs', 'federation').every(({ status }) => status.succeeded === 1),
  );
  expect(objects<Deployment>('deployments', 'hospital-b')).toHaveLength(1);
});
