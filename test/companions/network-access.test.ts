import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import { ModelService, outside, type Platform, peer } from '../../lib';
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
