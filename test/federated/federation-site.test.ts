import { type Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  Claim,
  type FederatedTraining,
  FederationSite,
  FederatedTraining as Federations,
  outside,
  peer,
  sharedMemory,
} from '../../lib';
import { chartIn, data, federation, site, siteProps } from '../fixtures/federations';
import { templateOf } from '../fixtures/workloads';

const policies = (scope: Construct) =>
  Object.fromEntries(
    (Testing.synth(scope.node.scope as Chart) as KubernetesObject[])
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata, spec }) => [metadata.name, spec]),
  );
const address = { host: 'fleet.example.com', port: 443, cidrs: ['198.51.100.7/32'] };
const open = { address, callers: [outside('ward', ['203.0.113.0/24'])] };
const far = (of: FederatedTraining) => chartIn('ward', of, 'clinic');

function containers(made: FederationSite) {
  const { containers: [client] = [], initContainers: [agent] = [] } = templateOf(made.objects.workload).spec;
  if (client === undefined || agent === undefined) throw new Error('a site without its two containers');
  return { client, agent };
}

function hostOf(made: FederationSite): string | undefined {
  const { args = [] } = containers(made).agent;
  return args[args.indexOf('--superlink') + 1];
}

test('the program has the data and no key; the agent has the key and no data', () => {
  const { client, agent } = containers(site(federation()));
  expect(client.volumeMounts).toEqual([
    { name: 'claim-data', mountPath: '/data', readOnly: true },
    { name: 'scratch-tmp', mountPath: '/tmp' },
  ]);
  expect(agent.volumeMounts?.map(({ mountPath }) => mountPath).filter((path) => path !== '/tmp')).toEqual([
    '/federation/scratch',
    '/federation/authority',
    '/federation/key',
  ]);
  expect(agent.env).toEqual(expect.arrayContaining([{ name: 'TMPDIR', value: '/federation/scratch' }]));
});

test('the agent calls with TLS and its key; only inside of the pod is there no TLS, on loopback', () => {
  const { client, agent } = containers(site(federation(), { config: { epochs: 2 } }));
  expect(agent.args).toEqual([
    ...['--superlink', 'fraud-coordinator.dev.svc:9092', '--root-certificates', '/federation/authority/ca.crt'],
    ...['--auth-supernode-private-key', '/federation/key/ssh-privatekey', '--isolation', 'process'],
    ...['--host', '127.0.0.1', '--port', '9094', '--health-server-address', '0.0.0.0:8081'],
    ...['--node-config', 'data="/data" epochs=2 site="hospital-a"'],
  ]);
  expect(client.args).toEqual([
    ...['--runtime-api-address', '127.0.0.1:9094', '--insecure', '--health-server-address', '0.0.0.0:8082'],
  ]);
});

test('a site dials out to the gate and asks the DNS; nobody calls it', () => {
  const made = policies(site(federation()));
  expect(Object.keys(made).sort()).toEqual([
    'hospital-a-closed',
    'hospital-a-to-dns',
    'hospital-a-to-fraud-coordinator',
  ]);
  expect(made['hospital-a-closed']).toMatchObject({ policyTypes: ['Egress', 'Ingress'] });
  expect(Object.values(made).some((spec) => Object.hasOwn(spec as object, 'ingress'))).toBe(false);
  expect(made['hospital-a-to-fraud-coordinator']).toMatchObject({
    egress: [
      {
        ports: [{ port: 9092, protocol: 'TCP' }],
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dev' } } }],
      },
    ],
  });
});

test("the coordinator's side opens with the site, in the coordinator's namespace", () => {
  const fraud = federation();
  site(fraud);
  expect(policies(fraud)['fraud-coordinator-from-hospital-a']).toMatchObject({
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ward' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'hospital-a' } },
          },
        ],
        ports: [{ port: 9092, protocol: 'TCP' }],
      },
    ],
  });
});

test('a site of the same namespace finds the coordinator by its name, and opens both ends', () => {
  const fraud = federation();
  const made = site(fraud, {}, fraud.node.scope as Construct);
  expect(hostOf(made)).toBe('fraud-coordinator:9092');
  expect(Object.keys(policies(made))).toEqual(
    expect.arrayContaining(['hospital-a-to-fraud-coordinator', 'fraud-coordinator-from-hospital-a']),
  );
});

test('a site of another cluster dials the address, and may call nothing else', () => {
  const fraud = federation(open);
  const made = site(fraud, {}, far(fraud));
  expect(hostOf(made)).toBe('fleet.example.com:443');
  expect(policies(made)['hospital-a-to-fraud-coordinator']).toMatchObject({
    egress: [{ to: [{ ipBlock: { cidr: '198.51.100.7/32' } }], ports: [{ port: 443, protocol: 'TCP' }] }],
  });
  expect(Object.keys(policies(fraud))).not.toContain('fraud-coordinator-from-hospital-a');
});

test("a site of another program's federation dials what it is told", () => {
  const chart = chartIn('ward');
  const at = outside('fraud-fleet', ['198.51.100.7/32'], [443]);
  const elsewhere = Federations.reference({ name: 'fraud', host: 'fleet.example.com', port: 443, at });
  const made = new FederationSite(chart, 'hospital-z', siteProps(elsewhere));
  expect(hostOf(made)).toBe('fleet.example.com:443');
  expect(Object.keys(policies(made))).toContain('hospital-z-to-fraud-fleet');
  const inside = peer({ name: 'fraud-coordinator', labels: { app: 'fraud' }, namespace: 'dev', ports: [9092] });
  const near = Federations.reference({ name: 'fraud', host: 'fraud-coordinator.dev.svc', at: inside });
  expect(hostOf(new FederationSite(chart, 'hospital-y', { ...siteProps(near), data: other.at('/d', ro) }))).toBe(
    'fraud-coordinator.dev.svc:9092',
  );
});

const ro = { readOnly: true };
const other = Claim.reference({ name: 'other' });

test.each<[string, (fraud: FederatedTraining) => unknown, RegExp]>([
  ['no TLS', (fraud) => site(fraud, { tls: undefined }), /hospital-a: tls: got nothing.*\[missing-prop\]/],
  ['no key', (fraud) => site(fraud, { key: undefined }), /key: got nothing.*\[missing-prop\]/],
  ['data that it may write', (fraud) => site(fraud, { data: data.at('/data') }), /data.*read-only.*\[not-allowed\]/],
  ['data that is no claim', (fraud) => site(fraud, { data: sharedMemory('1Gi') }), /data.*\[not-allowed\]/],
  ['callers or other ways out', (fraud) => site(fraud, { access: {} } as object), /access.*\[unknown-prop\]/],
  [
    'a setting that the library gives',
    (fraud) => site(fraud, { config: { site: 'b' } }),
    /config\.site.*\[not-allowed\]/,
  ],
  [
    'a name that is not on the list',
    (fraud) => site(fraud, { site: 'clinic' }),
    /hospital-a, hospital-b.*\[unknown-site\]/,
  ],
  ['no way to the coordinator', (fraud) => site(fraud, {}, far(fraud)), /federation.*\[coordinator-unreachable\]/],
  ['no federation', () => site(federation(), { federation: {} as never }), /federation.*\[wrong-type\]/],
])('%s is an error', (_what, make, text) => {
  expect(() => make(federation())).toThrow(text);
});

test('a reference without a host, or without a way there, is an error', () => {
  const at = outside('fraud', ['198.51.100.7/32']);
  expect(() => Federations.reference({ name: 'fraud', at } as never)).toThrow(/host.*\[missing-prop\]/);
  expect(() => Federations.reference({ name: 'fraud', host: 'f.example.com', at })).toThrow(
    /at.*443.*9092.*\[not-allowed\]/,
  );
  expect(() => Federations.reference({ name: 'fraud', host: 'f.example.com' } as never)).toThrow(
    /at.*\[missing-prop\]/,
  );
});

test('two sites of one name are an error, wherever they stand', () => {
  const fraud = federation(open);
  site(fraud);
  expect(() => site(fraud, { name: 'twin', site: 'hospital-a' }, far(fraud))).toThrow(
    /site 'hospital-a', also made at .*ward\/hospital-a.*\[duplicate-name\]/,
  );
});

test("a site's claim is mounted by no other part of its federation", () => {
  const fraud = federation({ mounts: [other.at('/other')] });
  const ward = chartIn('ward', fraud);
  site(fraud, {}, ward);
  expect(() => site(fraud, {}, ward, 'hospital-b')).toThrow(/claim 'data'.*site 'hospital-a'.*\[site-data-shared\]/);
  const home = fraud.node.scope as Construct;
  expect(() => site(fraud, { site: 'hospital-b', data: other.at('/data', ro) }, home, 'c')).toThrow(
    /claim 'other', which the coordinator mounts too.*\[site-data-shared\]/,
  );
});

test('claims of one name in two namespaces or clusters are two claims', () => {
  const fraud = federation(open);
  site(fraud);
  expect(() => site(fraud, {}, chartIn('other-ward', fraud), 'hospital-b')).not.toThrow();
});
