import { Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import { MlopsApp, MlopsChart, ModelService, type ModelServiceProps, outside, Platform, peer, route } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { objectsOf, service } from '../fixtures/workloads';

const policies = (objects: readonly KubernetesObject[]) =>
  Object.fromEntries(
    objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata, spec }) => [metadata.name, spec]),
  );
const web = peer({ name: 'web', labels: { app: 'web' } });

test('a declared caller in the namespace opens both ends, one policy a direction', () => {
  const made = policies(
    objectsOf((scope) => new ModelService(scope, 'prices', { ...service, access: { callers: [web] } })),
  );
  expect(made).toMatchObject({
    'web-to-prices': { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] },
    'prices-from-web': {
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8080, protocol: 'TCP' }] }],
    },
  });
  expect(Object.keys(made)).toHaveLength(2);
});

test('an edge that both ends declare is written once', () => {
  const made = objectsOf((scope) => {
    const prices = new ModelService(scope, 'prices', {
      ...service,
      access: {
        callers: [
          peer({
            name: 'shop',
            labels: { 'app.kubernetes.io/name': 'shop', 'app.kubernetes.io/component': 'model-service' },
          }),
        ],
      },
    });
    new ModelService(scope, 'shop', { ...service, access: { calls: [prices] } });
  });
  expect(Object.keys(policies(made)).sort()).toEqual(['prices-from-shop', 'shop-to-prices']);
});

/** Where each policy of some services stands: each in a chart of its own, in some order. */
function places(services: Readonly<Record<string, Partial<ModelServiceProps>>>, order: readonly string[]) {
  const app = new MlopsApp();
  for (const name of order) {
    const chart = new MlopsChart(app.in(environment), `chart-of-${name}`, { environment });
    new ModelService(chart, name, { ...service, ...services[name] });
  }
  const made = app.finish().filter(({ json }) => json.kind === 'NetworkPolicy');
  return made.map(({ file, json }) => `${file} ${json.metadata.name}`).sort();
}
const own = (name: string) => ({ 'app.kubernetes.io/component': 'model-service', 'app.kubernetes.io/name': name });
const served = (name: string, ...ports: readonly number[]) => peer({ name, labels: own(name), ports });
const orders = [
  ['a', 'b', 'c'],
  ['b', 'a', 'c'],
  ['c', 'b', 'a'],
];

test.each(orders)('an edge that two charts declare stands with the pods that it selects: %s, %s, %s', (...order) => {
  const calls = { access: { calls: [served('b', 8080)] } };
  expect(places({ a: calls, b: { access: { callers: [served('a', 8080)] } }, c: calls }, order)).toEqual([
    'dev/chart-of-a a-to-b',
    'dev/chart-of-b b-from-a',
    'dev/chart-of-c b-from-c',
    'dev/chart-of-c c-to-b',
  ]);
});

test.each(orders)(
  'two services that share requests with one other let the gateway in to it once: %s, %s, %s',
  (...order) => {
    const split = (host: string) => ({
      expose: route(host, '/', { versions: [{ to: served('b', 8080), weight: 10 }] }),
    });
    expect(places({ a: split('a.example.com'), b: {}, c: split('c.example.com') }, order)).toEqual([
      'dev/chart-of-a a-from-gateway',
      'dev/chart-of-a b-from-gateway',
      'dev/chart-of-c c-from-gateway',
    ]);
    const shown = { expose: route('b.example.com') };
    expect(places({ a: split('a.example.com'), b: shown, c: {} }, order)).toEqual([
      'dev/chart-of-a a-from-gateway',
      'dev/chart-of-a b-from-gateway',
    ]);
  },
);

test('an edge of which two places say different things is an error, in one service too', () => {
  const b = { access: { callers: [served('a')] } };
  expect(places({ a: { access: { calls: [served('b', 8080)] } }, b }, ['a', 'b'])).toHaveLength(2);
  const other = { access: { calls: [served('b', 9999)] } };
  expect(() => places({ a: other, b }, ['a', 'b'])).toThrow(
    /^dev\/chart-of-b\/b: got 'connection 'a-to-b' .*8080.*, at dev\/chart-of-a\/a as .*9999.* \[duplicate-identity\]/,
  );
  const both = { access: { calls: [served('b', 8080), served('b', 9999)] } };
  expect(() => places({ a: both }, ['a'])).toThrow(/connection 'a-to-b'/);
});

test('charts without a namespace have a policy each: nobody knows that they go to one place', () => {
  const app = Testing.app();
  const made = ['dev', 'prod'].map((id) => {
    const plain = new Chart(app, id);
    Platform.provide(plain, platform);
    new ModelService(plain, 'prices', { ...service, access: { callers: [web] } });
    return Object.keys(policies(Testing.synth(plain))).sort();
  });
  expect(made).toEqual([
    ['prices-from-web', 'web-to-prices'],
    ['prices-from-web', 'web-to-prices'],
  ]);
});

test('a caller of another namespace opens this end only', () => {
  const far = peer({ name: 'web', labels: { app: 'web' }, namespace: 'shops' });
  const made = policies(
    objectsOf((scope) => new ModelService(scope, 'prices', { ...service, access: { callers: [far] } })),
  );
  expect(Object.keys(made)).toEqual(['prices-from-web']);
  expect(made['prices-from-web']).toMatchObject({
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shops' } },
            podSelector: { matchLabels: { app: 'web' } },
          },
        ],
      },
    ],
  });
});

test("the internet stays without the cloud's metadata service", () => {
  const made = policies(
    objectsOf(
      (scope) =>
        new ModelService(scope, 'prices', {
          ...service,
          access: { outside: [outside('store', ['0.0.0.0/0'], [443, 9000])] },
        }),
    ),
  );
  expect(made['prices-to-store']).toMatchObject({
    egress: [
      {
        to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }],
        ports: [{ port: 443 }, { port: 9000 }],
      },
    ],
  });
});

test('the API server is reached at the addresses that the platform states', () => {
  const made = policies(
    objectsOf((scope) => new ModelService(scope, 'prices', { ...service, access: { apiServer: true } })),
  );
  expect(made['prices-to-api-server']).toMatchObject({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }] }] });
});

const platformWith = (facts: Partial<Platform>) => ({
  environment: { ...environment, platform: { ...platform, ...facts } },
});
const callsApiServer = (scope: Construct) =>
  new ModelService(scope, 'prices', { ...service, access: { apiServer: true } });

test('the API server is reached at its own port where the platform states one', () => {
  const made = policies(objectsOf(callsApiServer, platformWith({ apiServerPorts: [8443] })));
  expect(made['prices-to-api-server']).toMatchObject({ egress: [{ ports: [{ port: 8443, protocol: 'TCP' }] }] });
});

test.each(['10.0.0.1', '10.0.0.256/32', '010.0.0.1/32', '10.0.0.1/33', 'api.example.com', '::1/129', '1:2/64', ''])(
  'the API server is not at %p: an API server would refuse the policy',
  (address) => {
    expect(() => objectsOf(callsApiServer, platformWith({ apiServer: [address] }))).toThrow(
      /platform\.apiServer\[0\].*\[not-allowed\]/,
    );
  },
);

test.each(['0.0.0.0/0', '10.0.0.1/32', '2001:db8::/32', '::/0'])('%s is a block of addresses', (address) => {
  expect(policies(objectsOf(callsApiServer, platformWith({ apiServer: [address] })))).toHaveProperty(
    'prices-to-api-server',
  );
});
