import {
  apiKeys,
  argoRollout,
  basicAuth,
  canary,
  type Exposure,
  envoyGateway,
  externalAuth,
  grpcRoute,
  haproxyIngress,
  ingress,
  ingressNginx,
  jwt,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  type Platform,
  peer,
  route,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, objectsOf, only, service } from '../fixtures/workloads';

const { gateway, ingress: controller } = platform;
const known: Platform = {
  ...platform,
  ...(gateway !== undefined && { gateway: { ...gateway, implementation: envoyGateway() } }),
  ...(controller !== undefined && { ingress: { ...controller, controller: ingressNginx() } }),
};
const on = (facts: Platform) => ({ environment: { ...environment, platform: facts } });
const exposed = (expose: Exposure, props: Partial<ModelServiceProps> = {}, facts = known) =>
  objectsOf((scope) => new ModelService(scope, 'prices', { ...service, ...props, expose }), on(facts));
const annotationsOf = (expose: Exposure, facts = known) =>
  only(exposed(expose, {}, facts), 'Ingress').metadata.annotations;
const login = peer({ name: 'login', labels: { app: 'login' }, ports: [4180] });
const issuer = { issuer: 'https://id.example.com', keys: 'https://id.example.com/keys', audiences: ['prices'] };

function problems(
  expose: Exposure,
  facts: Platform = known,
  props: Partial<ModelServiceProps> = {},
): readonly string[] {
  try {
    new ModelService(chart(on(facts)), 'prices', { ...service, ...props, expose });
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path.replace('chart/prices: ', '')}`);
  }
  return [];
}

test('a route for gRPC names its services, shares its calls, and writes the defaults of its lists', () => {
  const objects = objectsOf((scope) => {
    const other = new ModelService(scope, 'other', service);
    const expose = grpcRoute('a.example.com', {
      services: ['inference.GRPCInferenceService', 'grpc.health.v1.Health'],
      versions: [{ to: other, weight: 10, headers: { 'x-experiment': 'b' } }],
      mirror: { to: other },
    });
    new ModelService(scope, 'prices', { ...service, expose });
  }, on(known));
  const to = (name: string, weight: number) => ({ group: '', kind: 'Service', name, port: 80, weight });
  const calls = ['inference.GRPCInferenceService', 'grpc.health.v1.Health'].map((name) => ({
    method: { type: 'Exact', service: name },
  }));
  const headers = [{ type: 'Exact', name: 'x-experiment', value: 'b' }];
  expect(only(objects, 'GRPCRoute').spec).toMatchObject({
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway' }],
    hostnames: ['a.example.com'],
    rules: [
      { matches: calls.map((call) => ({ ...call, headers })), backendRefs: [to('other', 1)] },
      {
        matches: calls,
        filters: [
          { type: 'RequestMirror', requestMirror: { backendRef: { group: '', kind: 'Service', name: 'other' } } },
        ],
        backendRefs: [to('prices', 90), to('other', 10)],
      },
    ],
  });
});

test('a route for gRPC without services leads all calls there, over HTTP/2 to the pods, and lets the Gateway in', () => {
  const objects = exposed(grpcRoute('a.example.com'));
  const [rule] = only(objects, 'GRPCRoute').spec.rules as object[];
  expect(Object.keys(rule ?? {})).toEqual(['backendRefs']);
  expect(only(objects, 'Service').spec.ports).toMatchObject([{ port: 80, appProtocol: 'kubernetes.io/h2c' }]);
  expect(objects.map(({ metadata }) => metadata.name)).toContain('prices-from-gateway');
  expect(only(exposed(route('a.example.com')), 'Service').spec.ports).toEqual([
    { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
  ]);
});

test('a request and one attempt have times of their own, which every reader of the API knows', () => {
  const objects = exposed(route('a.example.com', '/', { timeout: '1d', backendTimeout: '90s' }));
  expect(only(objects, 'HTTPRoute').spec.rules).toMatchObject([
    { timeouts: { request: '24h', backendRequest: '90s' } },
  ]);
  expect(problems(route('a.example.com', '/', { timeout: '5s', backendTimeout: '6s' }))).toEqual([
    'out-of-range expose.backendTimeout',
  ]);
  expect(problems(route('a.example.com', '/', { timeout: '5s', backendTimeout: '5s' }))).toEqual([]);
});

test('an Ingress says what its controller understands, by the annotations of that controller', () => {
  const asked = ingress('a.example.com', '/', { timeout: '2m', grpc: true, auth: basicAuth('users') });
  expect(annotationsOf(asked)).toEqual({
    'cert-manager.io/cluster-issuer': 'letsencrypt',
    'nginx.ingress.kubernetes.io/proxy-read-timeout': '120',
    'nginx.ingress.kubernetes.io/proxy-send-timeout': '120',
    'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC',
    'nginx.ingress.kubernetes.io/auth-type': 'basic',
    'nginx.ingress.kubernetes.io/auth-secret': 'users',
  });
  const haproxy = { ...known, ingress: { className: 'haproxy', namespace: 'haproxy', controller: haproxyIngress() } };
  expect(annotationsOf(asked, haproxy)).toEqual({
    'haproxy.org/timeout-server': '120s',
    'haproxy.org/server-proto': 'h2',
    'haproxy.org/auth-type': 'basic-auth',
    'haproxy.org/auth-secret': 'users',
  });
});

test('a service that decides is called by the edge, which its policy lets in', () => {
  const auth = externalAuth(login, { path: '/oauth2/auth', signIn: 'https://login.example.com/', headers: ['X-User'] });
  const objects = exposed(ingress('a.example.com', '/', { auth }));
  expect(only(objects, 'Ingress').metadata.annotations).toMatchObject({
    'nginx.ingress.kubernetes.io/auth-url': 'http://login.dev.svc.cluster.local:80/oauth2/auth',
    'nginx.ingress.kubernetes.io/auth-signin': 'https://login.example.com/',
    'nginx.ingress.kubernetes.io/auth-response-headers': 'X-User',
  });
  const policy = objects.find(({ metadata }) => metadata.name === 'login-from-ingress-for-prices') as
    | { spec?: object }
    | undefined;
  expect(policy?.spec).toMatchObject({
    podSelector: { matchLabels: { app: 'login' } },
    ingress: [
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
        ports: [{ port: 4180, protocol: 'TCP' }],
      },
    ],
  });
});

test('a service of another namespace that decides lets the controller in by itself', () => {
  const elsewhere = peer({ name: 'login', namespace: 'auth', labels: { app: 'login' }, ports: [4180] });
  const objects = exposed(ingress('a.example.com', '/', { auth: externalAuth(elsewhere, { port: 4180 }) }));
  expect(only(objects, 'Ingress').metadata.annotations).toMatchObject({
    'nginx.ingress.kubernetes.io/auth-url': 'http://login.auth.svc.cluster.local:4180/',
  });
  expect(objects.map(({ metadata }) => metadata.name)).not.toContain('login-from-ingress-for-prices');
  expect(problems(route('a.example.com', '/', { auth: externalAuth(elsewhere) }))).toEqual(['not-allowed expose']);
});

test.each([
  [basicAuth('users'), { basicAuth: { users: { group: '', kind: 'Secret', name: 'users' } } }],
  [
    apiKeys('keys'),
    {
      apiKeyAuth: {
        credentialRefs: [{ group: '', kind: 'Secret', name: 'keys' }],
        extractFrom: [{ headers: ['x-api-key'] }],
      },
    },
  ],
  [
    jwt(issuer),
    {
      jwt: {
        providers: [{ name: 'issuer', issuer: issuer.issuer, audiences: ['prices'], remoteJWKS: { uri: issuer.keys } }],
      },
    },
  ],
  [
    externalAuth(login, { port: 4180, path: '/check', headers: ['x-user'] }),
    {
      extAuth: {
        http: {
          backendRefs: [{ group: '', kind: 'Service', name: 'login', port: 4180 }],
          path: '/check',
          headersToBackend: ['x-user'],
        },
      },
    },
  ],
] as const)('Envoy Gateway asks by a policy of the route: %j', (auth, expected) => {
  for (const [expose, kind] of [
    [route('a.example.com', '/', { auth }), 'HTTPRoute'],
    [grpcRoute('a.example.com', { auth }), 'GRPCRoute'],
  ] as const) {
    expect(only(exposed(expose), 'SecurityPolicy').spec).toEqual({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind, name: 'prices' }],
      ...expected,
    });
  }
});

test('what an edge cannot carry is a problem, where it was asked', () => {
  const auth = basicAuth('users');
  expect(problems(route('a.example.com', '/', { auth }), platform)).toEqual(['missing-platform-fact expose.auth']);
  expect(problems(ingress('a.example.com', '/', { timeout: '5s' }), platform)).toEqual([
    'missing-platform-fact expose.timeout',
  ]);
  expect(problems(ingress('a.example.com', '/', { auth: jwt(issuer) }))).toEqual(['not-allowed expose.auth']);
  const signIn = externalAuth(login, { signIn: 'https://login.example.com/' });
  expect(problems(route('a.example.com', '/', { auth: signIn }))).toEqual(['not-allowed expose.auth.signIn']);
  expect(problems(grpcRoute('a.example.com', { timeout: '5s' } as object))).toEqual(['unknown-prop expose']);
  expect(problems(grpcRoute('a.example.com', { services: ['no service'] }))).toEqual(['bad-name expose.services[0]']);
  expect(problems(grpcRoute('a.example.com'), known, { sticky: '1h' })).toContain('not-allowed sticky');
});

test('services of two charts of one namespace may ask the same service', () => {
  const app = new MlopsApp();
  const home = { ...environment, platform: known };
  for (const id of ['a', 'b']) {
    const expose = route(`${id}.example.com`, '/', { auth: externalAuth(login) });
    new ModelService(new MlopsChart(app.in(home), id, { environment: home }), id, { ...service, expose });
  }
  const names = app.finish().map(({ json }) => json.metadata.name);
  expect(names).toEqual(expect.arrayContaining(['login-from-gateway-for-a', 'login-from-gateway-for-b']));
});

test('a version whose headers are empty gets its share, not everything', () => {
  const versions = [{ to: login, weight: 10, headers: {} }];
  expect(only(exposed(route('a.example.com', '/', { versions })), 'HTTPRoute').spec.rules).toHaveLength(1);
});

test('a Gateway without an implementation carries everything that is not authentication', () => {
  expect(problems(grpcRoute('a.example.com', { services: ['a.B'] }), platform)).toEqual([]);
  expect(problems(ingress('a.example.com'), platform)).toEqual([]);
});

test('a canary behind a route for gRPC is split by the number of pods', () => {
  const objects = exposed(grpcRoute('a.example.com'), {
    engine: argoRollout(),
    rollout: canary({ steps: [50], pause: 'manual' }),
  });
  expect(only(objects, 'Rollout').spec.strategy).not.toHaveProperty('canary.trafficRouting');
});
