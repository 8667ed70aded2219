import { type Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import {
  Claim,
  type FederatedTraining,
  type FederatedTrainingProps,
  ingress,
  loadBalancer,
  MonitoringStack,
  outside,
  peer,
} from '../../lib';
import { federation, publicKey } from '../fixtures/federations';
import { templateOf } from '../fixtures/workloads';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const objectsOf = (made: FederatedTraining) => Testing.synth(made.node.scope as Chart) as KubernetesObject[];
const render = (changes: Partial<FederatedTrainingProps> = {}) => objectsOf(federation(changes));
const named = (objects: readonly KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

function coordinatorPod(changes: Partial<FederatedTrainingProps> = {}): PodTemplate['spec'] {
  return templateOf(federation(changes).coordinator.objects.workload).spec;
}

test('a federation is a coordinator that stands and a run that happens once', () => {
  const made = federation();
  const kinds = objectsOf(made).filter(({ kind }) => kind !== 'NetworkPolicy');
  expect(kinds.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'ServiceAccount/fraud-coordinator',
    'ConfigMap/fraud-coordinator',
    'Deployment/fraud-coordinator',
    'Service/fraud-coordinator',
    'ConfigMap/fraud-run',
    'ServiceAccount/fraud',
    `Job/fraud-${made.run}`,
  ]);
});

test('an instance stands before every name, and in every selector', () => {
  const made = federation({}, 'blue');
  expect(made.coordinator.peer).toMatchObject({
    name: 'blue-fraud-coordinator',
    labels: { 'app.kubernetes.io/instance': 'blue' },
  });
  expect(made.objects.workload.name).toBe(`blue-fraud-${made.run}`);
});

test('every port of the coordinator speaks TLS, and sites prove who they are', () => {
  const { containers, initContainers = [], hostAliases } = coordinatorPod();
  expect(containers[0]?.args).toEqual([
    ...['--isolation', 'process', '--host', '0.0.0.0', '--port', '8000'],
    ...['--ssl-certfile', '/federation/certificate/tls.crt', '--ssl-keyfile', '/federation/certificate/tls.key'],
    ...['--ssl-ca-certfile', '/federation/certificate/ca.crt', '--enable-supernode-auth'],
    ...['--disable-runtime-dependency-installation', '--health-server-address', '0.0.0.0:8081'],
  ]);
  expect(initContainers[0]).toMatchObject({ name: 'gate', restartPolicy: 'Always' });
  expect(initContainers[0]?.args).toEqual(expect.arrayContaining(['--certificate', '/federation/certificate']));
  expect(hostAliases).toEqual([{ ip: '127.0.0.1', hostnames: ['fraud-coordinator'] }]);
});

test('the gate knows the sites by their keys, without the names of people in the comments', () => {
  const { data } = named(render(), 'ConfigMap', 'fraud-coordinator') as unknown as { data: Record<string, string> };
  expect(JSON.parse(data['sites.json'] ?? '')).toEqual({
    'hospital-a': publicKey('a').replace(' somebody@somewhere', ''),
    'hospital-b': publicKey('b').replace(' somebody@somewhere', ''),
  });
});

test('nothing calls home, in the coordinator or in a run', () => {
  const { containers, initContainers = [] } = coordinatorPod();
  for (const { env } of [...containers, ...initContainers]) {
    expect(env).toEqual(expect.arrayContaining([{ name: 'FLWR_TELEMETRY_ENABLED', value: '0' }]));
  }
  const { data } = named(render(), 'ConfigMap', 'fraud-run') as unknown as { data: Record<string, string> };
  expect(JSON.parse(data['settings.json'] ?? '').environment).toMatchObject({
    FLWR_TELEMETRY_ENABLED: '0',
    FLWR_DISABLE_UPDATE_CHECK: '1',
  });
});

test('a run has the authority and not the private key of the coordinator', () => {
  const { volumes } = templateOf(federation().objects.workload).spec;
  expect(volumes?.flatMap(({ secret }) => secret?.secretName ?? [])).toEqual(['fraud-authority']);
});

test('a run is told its app, its sites and its settings, and where its model goes', () => {
  const made = federation({
    app: '/srv/app',
    config: { rounds: 3, 'learning-rate': 0.5, secure: true, note: 'two words' },
    produces: models.model('fraud'),
  });
  const [container] = templateOf(made.objects.workload).spec.containers;
  expect(container?.command).toEqual(['python', '/federation/program/run.py']);
  expect(container?.args).toEqual([
    ...['--app', '/srv/app', '--sites', 'hospital-a,hospital-b'],
    ...['--config', 'learning-rate=0.5 note="two words" rounds=3 secure=true'],
  ]);
  expect(container?.env).toEqual(
    expect.arrayContaining([{ name: 'MODEL_OUTPUT', value: `/mnt/models/fraud/${made.run}` }]),
  );
  expect(made.output).toMatchObject({ name: 'fraud', version: made.run });
});

const balanced = {
  callers: [outside('clinic', ['203.0.113.0/24'])],
  address: { host: 'fleet.example.com', port: 443, cidrs: ['198.51.100.7/32'] },
};
const usual = federation().run;
const another = { ...{ 'hospital-a': publicKey('a'), 'hospital-b': publicKey('b') }, 'hospital-c': publicKey('c') };

test.each<[string, Partial<FederatedTrainingProps>]>([
  ['image', { image: 'registry.example.com/app:1.1' }],
  ['list of sites', { sites: another }],
  ['setting', { config: { rounds: 2 } }],
  ['folder of the app', { app: '/srv/app' }],
  ['variable', { env: { MODE: 'fast' } }],
  ['model that it produces', { produces: models.model('fraud') }],
  ['run, a person saying "again",', { run: 2 }],
])('another %s is another run', (_what, changes) => {
  expect(federation(changes).run).not.toBe(usual);
});

test.each<[string, Partial<FederatedTrainingProps>]>([
  ['key of a site', { sites: { 'hospital-a': publicKey('new'), 'hospital-b': publicKey('b') } }],
  ['quorum', { quorum: 1 }],
  ['certificate', { tls: { certificate: 'renewed', authority: 'fraud-authority' } }],
  ['coordinator', { coordinator: { compute: { cpu: '2', memory: '8Gi' }, database: models.at('/state') } }],
  ['caller', { callers: [peer({ name: 'far', labels: { app: 'far' }, namespace: 'far' })] }],
  ['compute', { compute: { cpu: '8', memory: '32Gi' } }],
  ['placement', { placement: { pool: 'general' } }],
])('another %s is the same run', (_what, changes) => {
  expect(federation(changes).run).toBe(usual);
});

test('the hashes are pinned: another one would repeat every run of every federation', () => {
  expect([usual, federation({ config: { rounds: 2 } }).run]).toMatchInlineSnapshot(`
[
  "8mdk5qnf",
  "p5vhldxf",
]
`);
});

const policies = (objects: readonly KubernetesObject[]) =>
  Object.fromEntries(
    objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata, spec }) => [metadata.name, spec]),
  );

test('the coordinator is closed but for its runs, at the port that no site reaches', () => {
  const made = policies(render());
  expect(Object.keys(made).sort()).toEqual([
    'fraud-coordinator-closed',
    'fraud-coordinator-from-fraud',
    'fraud-to-fraud-coordinator',
  ]);
  expect(made['fraud-coordinator-closed']).toMatchObject({ policyTypes: ['Egress', 'Ingress'] });
  expect(made['fraud-coordinator-closed']).not.toHaveProperty('ingress');
  expect(made['fraud-coordinator-from-fraud']).toMatchObject({
    ingress: [{ ports: [{ port: 8000, protocol: 'TCP' }] }],
  });
});

test('sites of other programs come in by their labels or addresses, to the gate alone', () => {
  const callers = [
    peer({ name: 'ward', labels: { app: 'ward' }, namespace: 'ward' }),
    outside('clinic', ['203.0.113.0/24', '2001:db8::/32']),
  ];
  const made = policies(render({ callers }));
  const gate = [{ port: 9092, protocol: 'TCP' }];
  expect(made['fraud-coordinator-from-ward']).toMatchObject({ ingress: [{ ports: gate }] });
  expect(made['fraud-coordinator-from-clinic']).toMatchObject({
    ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }, { ipBlock: { cidr: '2001:db8::/32' } }], ports: gate }],
  });
});

test('a load balancer leads to the gate alone, for the callers outside alone, and keeps their addresses', () => {
  const objects = render({ ...balanced, expose: loadBalancer({ annotations: { scheme: 'internet-facing' } }) });
  expect(named(objects, 'Service', 'fraud-fleet')).toMatchObject({
    metadata: { annotations: { scheme: 'internet-facing' } },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: ['203.0.113.0/24'],
      ports: [{ name: 'fleet', port: 443, protocol: 'TCP', targetPort: 9092 }],
    },
  });
});

test('a state on a claim survives a restart of the coordinator', () => {
  const { containers } = coordinatorPod({ coordinator: { database: models.at('/state') } });
  expect(containers[0]?.args?.slice(-2)).toEqual(['--database', '/state/superlink.db']);
});

test('a renewed certificate restarts the coordinator where it is asked for', () => {
  const tls = { certificate: 'fraud-certificate', authority: 'fraud-authority', rotation: 'restart' } as const;
  expect(named(render({ tls }), 'Deployment', 'fraud-coordinator')?.metadata.annotations).toEqual({
    'secret.reloader.stakater.com/reload': 'fraud-certificate',
  });
});

test.each<[string, Partial<FederatedTrainingProps>, RegExp]>([
  ['no TLS', { tls: undefined }, /fraud: tls: got nothing.*\[missing-prop\]/],
  ['a private key on the list', { sites: { a: '-----BEGIN OPENSSH PRIVATE KEY-----' } }, /sites\.a.*\[secret-value\]/],
  ['a key of another kind', { sites: { a: 'ssh-ed25519 AAAA' } }, /sites\.a.*ecdsa.*\[not-allowed\]/],
  [
    'one key for two sites',
    { sites: { a: publicKey('a'), b: publicKey('a') } },
    /sites\.b.*the key of a.*\[not-allowed\]/,
  ],
  ['nobody on the list', { sites: {} }, /at least one site.*\[out-of-range\]/],
  ['a quorum above the sites', { quorum: 3 }, /quorum.*from 1 to 2.*\[out-of-range\]/],
  [
    'a host on an Ingress, which would end TLS',
    { expose: ingress('f.example.com') },
    /expose.*\[unsupported-feature\]/,
  ],
  [
    'a source range beside the callers',
    { ...balanced, expose: loadBalancer({ sourceRanges: ['10.0.0.0/8'] }) },
    /expose.*\[not-allowed\]/,
  ],
  [
    'an address that is no network',
    { address: { host: 'f.example.com', cidrs: ['f'] } },
    /address\.cidrs\[0\].*\[not-allowed\]/,
  ],
  ['a load balancer open to all', { expose: loadBalancer() }, /callers.*\[missing-prop\]\n.*address.*\[missing-prop\]/],
  [
    'a state in scratch',
    { coordinator: { database: models.at('/s', { readOnly: true }) } },
    /database.*\[not-allowed\]/,
  ],
  ['a setting that Flower cannot read', { config: { note: 'a "b"' } }, /config\.note.*\[not-allowed\]/],
  ['a command of its own', { command: ['python'] } as object, /command.*\[unknown-prop\]/],
])('%s is an error', (_what, changes, text) => {
  expect(() => federation(changes)).toThrow(text);
});

test('monitoring watches the run, and the coordinator for itself', () => {
  const made = federation();
  const stack = new MonitoringStack(made.node.scope as Construct, 'monitoring');
  stack.watch(made, made.coordinator);
  const { data } = named(objectsOf(made), 'ConfigMap', 'prometheus-rules') as unknown as {
    data: Record<string, string>;
  };
  expect(data['fraud.yml']).toContain('JobFailed');
  expect(data['fraud-coordinator.yml']).toContain('ServiceDown');
});

test('problems of the run are told with those of the federation', () => {
  expect(() => federation({ deadline: '1 day' as '1d' })).toThrow(/fraud\/run: deadline.*\[bad-duration\]/);
  expect(() => federation({ image: 'app:latest', quorum: 0 })).toThrow(
    /image.*\[bad-image\]\n.*quorum.*\[out-of-range\]/,
  );
});
