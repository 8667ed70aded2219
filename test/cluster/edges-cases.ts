import {
  basicAuth,
  byCookie,
  byHeader,
  cpu,
  defaultPolicies,
  Experiment,
  type Exposure,
  externalAuth,
  grpcRoute,
  haproxyIngress,
  ingress,
  ingressNginx,
  kserve,
  MlopsApp,
  MlopsChart,
  ModelService,
  type ModelServiceProps,
  MonitoringStack,
  type Platform,
  peer,
  route,
} from '../../lib';
import { platform } from '../fixtures/environment';
import { container } from '../fixtures/workloads';

const login = peer({ name: 'login', labels: { app: 'login' }, ports: [4180] });
const collector = peer({ name: 'collector', labels: { app: 'collector' }, ports: [8080] });
const metrics = {
  port: 9090,
  requests: { name: 'requests_total', failed: 'status=~"5.."' },
  latency: { name: 'request_latency_seconds', buckets: [0.1, 0.25, 1] },
};

/** Services, each with something of its edge or of its parts. */
const services: Readonly<Record<string, Partial<ModelServiceProps>>> = {
  timed: { expose: route('a.example.com', '/v1', { timeout: '1d', backendTimeout: '30s' }) },
  'grpc-all': { expose: grpcRoute('b.example.com') },
  'grpc-some': { expose: grpcRoute('c.example.com', { services: ['inference.GRPCInferenceService', 'a.B'] }) },
  transformed: {
    transformer: { ...container, scale: { min: 2, max: 6, on: [cpu(60)] }, metrics },
    expose: route('d.example.com'),
  },
  explained: { explainer: { ...container, replicas: 1, metrics }, expose: route('e.example.com', '/v1') },
  'kserve-parts': {
    engine: kserve(),
    transformer: { ...container, scale: { min: 1, max: 4, on: [cpu(60)] } },
    explainer: { ...container, replicas: 2 },
    expose: route('f.example.com'),
  },
  'kserve-scaled': {
    engine: kserve(),
    scale: { min: 2, max: 4, on: [cpu(70)] },
    transformer: { ...container, replicas: 3 },
  },
  'kserve-agent': {
    engine: kserve(),
    batching: { maxBatchSize: 32, maxLatency: 50 },
    requestLog: { url: 'http://collector.edges.svc/log', to: collector },
  },
  'kserve-serverless': {
    engine: kserve({ mode: 'Knative' }),
    batching: { maxBatchSize: 32, maxLatency: 50, timeout: '2m' },
    requestLog: { url: 'http://collector.edges.svc/log', to: collector, mode: 'response' },
  },
};

const ingresses: Readonly<Record<string, Exposure>> = {
  basic: ingress('g.example.com', '/', { timeout: '2m', grpc: true, auth: basicAuth('users') }),
  asked: ingress('h.example.com', '/', { auth: externalAuth(login, { signIn: 'https://login.example.com/' }) }),
};

const { ingress: controller, priorities: _ours, ...facts } = platform;
const known: Platform = {
  ...facts,
  ...(controller !== undefined && { ingress: { ...controller, controller: ingressNginx() } }),
};
const other: Platform = {
  ...facts,
  ingress: { className: 'haproxy', namespace: 'haproxy', controller: haproxyIngress() },
};

export const edgesNamespaces = ['edges', 'edges-haproxy'] as const;

/** Every edge, an experiment, and all that monitoring makes of them; a file each. */
export function writeEdges(outdir: string): void {
  const app = new MlopsApp({ outdir, policies: defaultPolicies });
  const environment = { name: 'edges', namespace: 'edges', platform: known };
  const scope = app.in(environment);
  const stack = new MonitoringStack(new MlopsChart(scope, 'monitoring', { environment }), 'monitoring');
  const serve = (id: string, props: Partial<ModelServiceProps>) =>
    new ModelService(new MlopsChart(scope, id, { environment }), id, { ...container, ...props });
  for (const [id, props] of Object.entries(services)) stack.watch(serve(id, props));
  for (const [id, expose] of Object.entries(ingresses)) serve(id, { expose, explainer: container });
  const [first, second] = [serve('first', { metrics }), serve('second', { metrics })];
  const versions = [{ to: second, weight: 10, headers: { 'x-experiment': 'b' } }];
  serve('shared-grpc', { expose: grpcRoute('i.example.com', { services: ['a.B'], versions, mirror: { to: second } }) });
  serve('kserve-shared', {
    engine: kserve(),
    expose: route('k.example.com', '/', { versions, mirror: { to: second, percent: 5 } }),
  });
  const chart = new MlopsChart(scope, 'experiments', { environment });
  const drawn = { control: first, versions: [{ to: second, share: 12.5 }] };
  const byUser = new Experiment(chart, 'by-header', {
    ...drawn,
    by: byHeader('x-user-id'),
    expose: route('j.example.com', '/', { timeout: '30s' }),
  });
  new Experiment(chart, 'by-cookie', { ...drawn, by: byCookie('uid'), replicas: 1, timeout: '5m' });
  stack.watch(first, second, byUser);
  stack.compare('first-or-second', first, second);
  const elsewhere = { name: 'edges-haproxy', namespace: 'edges-haproxy', platform: other };
  const home = new MlopsChart(app.in(elsewhere), 'services', { environment: elsewhere });
  new ModelService(home, 'haproxy', { ...container, expose: ingresses['basic'] });
  app.synth();
}
