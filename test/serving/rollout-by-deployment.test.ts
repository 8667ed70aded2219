import {
  ingress,
  loadBalancer,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  peer,
  route,
  switchTo,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, objectsOf, only, service } from '../fixtures/workloads';

type Props = Partial<ModelServiceProps>;
const beside = (props: (other: ModelService) => Props) =>
  objectsOf((scope) => {
    const other = new ModelService(scope, 'other', service);
    new ModelService(scope, 'prices', { ...service, ...props(other) });
  });
const render = (props: Props) => objectsOf((scope) => new ModelService(scope, 'prices', { ...service, ...props }));
const named = (objects: ReturnType<typeof render>, name: string) =>
  objects.filter(({ metadata }) => metadata.name === name);
const selectorOf = (objects: ReturnType<typeof render>, name: string) =>
  only<{ spec: { selector: object } }>(named(objects, name) as never, 'Service').spec.selector;

function problems(props: Props, facts: Partial<typeof platform> = {}): readonly string[] {
  try {
    new ModelService(chart({ environment: { ...environment, platform: { ...platform, ...facts } } }), 'prices', {
      ...service,
      ...props,
    });
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path.replace('chart/prices: ', '')}`);
  }
  return [];
}

test('a switch moves the requests to the other pods, and whoever called these is let in there', () => {
  const callers = [peer({ name: 'shop', labels: { app: 'shop' } })];
  const objects = beside((other) => ({ rollout: switchTo(other), expose: loadBalancer(), access: { callers } }));
  expect(selectorOf(objects, 'prices')).toEqual(selectorOf(objects, 'other'));
  expect(
    only(
      objects.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'prices'),
      'Deployment',
    ).spec.selector,
  ).toEqual({
    matchLabels: { 'app.kubernetes.io/name': 'prices', 'app.kubernetes.io/component': 'model-service' },
  });
  for (const name of ['other-from-shop', 'shop-to-other', 'other-from-anywhere'])
    expect(named(objects, name)).toHaveLength(1);
});

test('shares, headers, a copy and a timeout stand in one route, with the defaults of the API in its lists', () => {
  const objects = beside((other) => ({
    expose: route('a.example.com', '/v1', {
      timeout: '30s',
      mirror: { to: other, percent: 20 },
      versions: [{ to: other, weight: 10, headers: { 'x-experiment': 'b' } }],
    }),
  }));
  const to = (name: string, weight?: number) => ({
    group: '',
    kind: 'Service',
    name,
    port: 80,
    ...(weight !== undefined && { weight }),
  });
  const path = { type: 'PathPrefix', value: '/v1' };
  const timeouts = { request: '30s' };
  expect(only(objects, 'HTTPRoute').spec.rules).toEqual([
    {
      matches: [{ path, headers: [{ type: 'Exact', name: 'x-experiment', value: 'b' }] }],
      timeouts,
      backendRefs: [to('other', 1)],
    },
    {
      matches: [{ path }],
      filters: [{ type: 'RequestMirror', requestMirror: { backendRef: to('other'), percent: 20 } }],
      timeouts,
      backendRefs: [to('prices', 90), to('other', 10)],
    },
  ]);
  expect(named(objects, 'other-from-gateway')).toHaveLength(1);
});

test('a client stays with its pod by address at the Service, by cookie at nginx', () => {
  expect(only(render({ sticky: '1h' }), 'Service').spec).toMatchObject({
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 3600 } },
  });
  const annotations = only(render({ sticky: '1h', expose: ingress('a.example.com') }), 'Ingress').metadata;
  expect(annotations).toMatchObject({
    annotations: {
      'nginx.ingress.kubernetes.io/affinity': 'cookie',
      'nginx.ingress.kubernetes.io/session-cookie-max-age': '3600',
    },
  });
});

const elsewhere = peer({ name: 'far', labels: { a: 'b' }, namespace: 'far', ports: [80] });
const near = peer({ name: 'near', labels: { a: 'b' }, ports: [80] });

test.each<[string, Props, string]>([
  ['a client that stays longer than a Service can', { sticky: '2d' }, 'out-of-range sticky'],
  ['a client that stays behind a Gateway', { sticky: '1h', expose: route('a.example.com') }, 'not-allowed sticky'],
  ['a switch to another namespace', { rollout: switchTo(elsewhere) }, 'not-allowed rollout'],
  [
    'a copy to another namespace',
    { expose: route('a.example.com', '/', { mirror: { to: elsewhere } }) },
    'not-allowed expose',
  ],
  [
    'more than all requests',
    {
      expose: route('a.example.com', '/', {
        versions: [
          { to: near, weight: 60 },
          { to: near, weight: 41 },
        ],
      }),
    },
    'out-of-range expose.versions',
  ],
  [
    'a version that nothing reaches',
    { expose: route('a.example.com', '/', { versions: [{ to: near }] }) },
    'missing-prop expose.versions[0]',
  ],
])('%s is an error', (_says, props, problem) => {
  expect(problems(props)).toEqual([problem]);
});

test('a client that stays behind an Ingress of another class is an error', () => {
  const facts = { ingress: { className: 'traefik', namespace: 'ingress' } };
  expect(problems({ sticky: '1h', expose: ingress('a.example.com') }, facts)).toEqual(['not-allowed sticky']);
});
