import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container, KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import { imageCatalogue } from '../../lib/platform/image-catalogue';
import { eventually } from '../cluster/kubectl';
import { type Contained, Machine, type Surroundings, virtualEnvironment } from './contained';
import {
  averaged,
  containerOf,
  coordinatorHosts,
  listed,
  named,
  podOf,
  points,
  type Site,
  sites,
  synthesised,
} from './line';

const version = imageCatalogue['flower-superlink'].tag;
const rate = 0.05;
const folder = mkdtempSync(join(tmpdir(), 'federated-'));
const online = /SuperNode ID: \d+/;
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
let machine: Machine;
let objects: readonly KubernetesObject[];

/** A certificate authority, and a certificate of the coordinator that it signed. */
function authority(name: string): void {
  const elliptic = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const valid = ['-days', '2'];
  const own = ['-keyout', `${name}.ca.key`, '-out', `${name}.ca.crt`, '-subj', `/CN=${name}`];
  openssl('req', '-x509', ...elliptic, ...valid, ...own);
  openssl('req', ...elliptic, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=coordinator');
  writeFileSync(join(folder, 'names'), `subjectAltName=${coordinatorHosts.map((host) => `DNS:${host}`).join(',')}\n`);
  const signer = ['-CA', `${name}.ca.crt`, '-CAkey', `${name}.ca.key`, '-CAcreateserial', '-extfile', 'names'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...signer, ...valid, '-out', `${name}.crt`);
}

const configMap = (name: string) => named(objects, 'ConfigMap', new RegExp(`^${name}$`)).data as Record<string, string>;
const groupOf = ({ spec }: PodTemplate) => spec.securityContext?.fsGroup ?? 0;
const deployment = (name: string) => podOf(named(objects, 'Deployment', new RegExp(`^${name}$`)));

function aroundCoordinator(): Surroundings {
  const group = groupOf(deployment('line-coordinator'));
  const certificate = { 'ca.crt': read('ours.ca.crt'), 'tls.crt': read('ours.crt'), 'tls.key': read('ours.key') };
  return {
    'config-line-coordinator': machine.volume('gate', configMap('line-coordinator'), { mode: 0o444 }),
    'secret-line-certificate': machine.volume('certificate', certificate, { group }),
  };
}

function aroundSite(site: Site, trusted = 'ours'): Surroundings {
  const { user } = sites[site];
  const csv = points(site).map((row) => row.join(','));
  return {
    'claim-data': machine.volume(`${site}-data`, { 'points.csv': csv.join('\n') }, { user, group: user, mode: 0o400 }),
    'secret-line-authority': machine.volume(
      `${site}-${trusted}`,
      { 'ca.crt': read(`${trusted}.ca.crt`) },
      { group: user },
    ),
    'secret-key': machine.volume(`${site}-key`, { 'ssh-privatekey': read(site) }, { group: user }),
  };
}

function aroundRun(pod: PodTemplate): Surroundings {
  const group = groupOf(pod);
  return {
    'config-line-run': machine.volume('run', configMap('line-run'), { mode: 0o444 }),
    'secret-line-authority': machine.volume('run-authority', { 'ca.crt': read('ours.ca.crt') }, { group }),
    'claim-models': machine.volume('models', {}, { group }),
  };
}

/** All pods share one machine's network: the ports inside of a site's pod, and nothing else, are moved apart. */
function moved(container: Container, site: Site): Container {
  const by = 1000 * (Object.keys(sites).indexOf(site) + 1);
  const shift = (text: string) => text.replace(/\b(8081|8082|9094)$/, (port) => String(Number(port) + by));
  return JSON.parse(JSON.stringify({ ...container, args: container.args?.map(shift) }), (key, value) =>
    key === 'port' && typeof value === 'number' ? value + by : value,
  );
}

function startSite(site: Site, trusted?: string) {
  const pod = deployment(site);
  const around = aroundSite(site, trusted);
  const container = (name: string) => moved(containerOf(pod, name), site);
  const start = (name: string) => ({
    container: container(name),
    started: machine.start(site, pod, container(name), around),
  });
  return { agent: start('supernode'), client: start('client') };
}

function startRun(rounds: number): { readonly rounds: number; readonly pod: Contained; readonly model: string } {
  const job = named(synthesisedWith(rounds), 'Job', /^line-/);
  const { name } = job.metadata;
  const pod = podOf(job);
  const around = aroundRun(pod);
  const app = { '/app': join(__dirname, 'federated-app') };
  const model = join(machine.folder, 'models/line', name.slice('line-'.length), 'line.csv');
  return { rounds, pod: machine.start(name, pod, containerOf(pod, 'train'), around, app), model };
}

function synthesisedWith(rounds: number): readonly KubernetesObject[] {
  return synthesised(
    folder,
    Object.fromEntries(listed.map((site) => [site, read(`${site}.pub`).trim()])),
    rounds,
    rate,
  );
}

/** Whether a container answers its startup probe. */
function serves({ startupProbe }: Container): boolean {
  const { grpc, tcpSocket } = startupProbe ?? {};
  if (tcpSocket !== undefined)
    return machine.ask(`import socket; socket.create_connection(('localhost', 9092)); print('yes')`) === 'yes';
  const program = `import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
stub = health_pb2_grpc.HealthStub(grpc.insecure_channel('localhost:${grpc?.port}'))
print('yes' if stub.Check(health_pb2.HealthCheckRequest(), timeout=5).status == 1 else 'no')`;
  return machine.ask(program) === 'yes';
}

/** Waits until a container has ended; what it said last is part of the error. */
async function ended(what: string, contained: Contained | undefined, seconds = 120): Promise<void> {
  await eventually(what, () => contained?.exit !== undefined, seconds).catch((error) => {
    throw new Error(`${error.message}\n${contained?.log.slice(-2000)}`);
  });
}

/** What a container of a pod could see and read. */
async function seen(pod: PodTemplate, container: Container, around: Surroundings, more = {}): Promise<object> {
  const program = `import json, pathlib
def look(path):
    try: return sorted(file.name for file in pathlib.Path(path).iterdir())
    except OSError as error: return type(error).__name__
print(json.dumps({path: look(path) for path in ('/data', '/federation', '/stolen')}))`;
  const looking = machine.start(
    'look',
    pod,
    { ...container, command: ['python', '-c', program], args: [] },
    around,
    more,
  );
  await ended('it has looked', looking, 60);
  return JSON.parse(looking.log);
}

beforeAll(async () => {
  const python = virtualEnvironment(`cdk8s-mlops-flwr-${version}`, `flwr==${version}`);
  for (const site of Object.keys(sites)) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-b', '384', '-N', '', '-C', 'someone', '-f', join(folder, site)]);
  }
  authority('ours');
  authority('theirs');
  machine = new Machine(python, coordinatorHosts);
  objects = synthesisedWith(2);
});

afterAll(() => {
  machine?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startCoordinator(name: 'gate' | 'superlink'): Promise<Contained> {
  const pod = deployment('line-coordinator');
  const container = containerOf(pod, name);
  const started = machine.start('coordinator', pod, container, aroundCoordinator());
  await eventually(`${name} answers its probe`, () => serves(container), 120);
  return started;
}

let superlink: Contained;
const standing: Record<string, Contained> = {};

test('the coordinator starts with the emitted commands, and its probes answer', async () => {
  await startCoordinator('gate');
  superlink = await startCoordinator('superlink');
});

test('two sites on the list come online through the gate, and their probes answer', async () => {
  for (const site of listed) {
    const { agent, client } = startSite(site);
    await eventually(`${site} is online`, () => online.test(agent.started.log), 120);
    standing[site] = agent.started;
    for (const { container } of [agent, client]) await eventually('it answers', () => serves(container), 60);
  }
});

test('two runs that start at once take turns, and each writes the federated average of both sites', async () => {
  const runs = [startRun(2), startRun(3)];
  await eventually('both have ended', () => runs.every(({ pod }) => pod.exit !== undefined), 580);
  for (const { rounds, pod, model } of runs) {
    expect(pod.log).toMatch(/run \d+ is finished:completed/);
    expect(pod.exit).toBe(0);
    const line = readFileSync(model, 'utf8').trim().split('\n').map(Number);
    for (const [index, value] of averaged(rounds, rate).entries()) expect(line[index]).toBeCloseTo(value, 12);
  }
  const ids = runs.map(({ pod }) => /run (\d+) of/.exec(pod.log)?.[1]);
  expect(runs.some(({ pod }, own) => pod.log.includes(`its turn: run ${ids[1 - own]}`))).toBe(true);
}, 600_000);

test("data is seen by its own site's program alone, and the key by its agent alone", async () => {
  const pod = deployment('hospital-a');
  const around = aroundSite('hospital-a');
  expect(await seen(pod, containerOf(pod, 'client'), around)).toMatchObject({
    '/data': ['points.csv'],
    '/federation': 'FileNotFoundError',
  });
  expect(await seen(pod, containerOf(pod, 'supernode'), around)).toMatchObject({
    '/data': 'FileNotFoundError',
    '/federation': ['authority', 'key', 'scratch'],
  });
  const run = podOf(named(objects, 'Job', /^line-/));
  const stolen = { '/stolen': join(machine.folder, 'hospital-a-data') };
  expect(await seen(run, containerOf(run, 'train'), aroundRun(run), stolen)).toMatchObject({
    '/data': 'FileNotFoundError',
    '/federation': ['authority', 'program'],
    '/stolen': 'PermissionError',
  });
  const other = deployment('hospital-b');
  expect(await seen(other, containerOf(other, 'client'), aroundSite('hospital-b'), stolen)).toMatchObject({
    '/stolen': 'PermissionError',
  });
});

test('the gate leads to the Fleet API of listed sites and nowhere else', () => {
  const ask = (path: string) =>
    machine.ask(`import http.client, ssl
connection = http.client.HTTPSConnection('line-coordinator', 9092, context=ssl.create_default_context(cafile='${join(folder, 'ours.ca.crt')}'))
connection.request('POST', '${path}')
print(connection.getresponse().status)`);
  expect(
    [
      '/v1/control/list-runs',
      '/v1/runtime/acquire-task',
      '/v1/fleet/../control/list-runs',
      '/v1/fleet/%2e%2e/control/list-runs',
      '/v1/fleet/pull-messages/',
      '/docs',
    ].map(ask),
  ).toEqual(['404', '404', '404', '404', '404', '404']);
  expect(ask('/v1/fleet/pull-messages')).toBe('412');
});

test('a site that is not on the list is refused with the reason, and is online for as long as it is listed', async () => {
  const refused = startSite('hospital-c');
  await ended('it has given up', refused.agent.started);
  expect(refused.agent.started.log).toContain('the federation lists no site with this key');
  refused.client.started.kill();
  const list = join(machine.folder, 'gate/sites.json');
  const before = JSON.parse(readFileSync(list, 'utf8'));
  writeFileSync(list, JSON.stringify({ ...before, 'hospital-c': read('hospital-c.pub').trim() }));
  const { agent, client } = startSite('hospital-c');
  await eventually('it is online', () => online.test(agent.started.log), 120);
  writeFileSync(list, JSON.stringify(before));
  await ended('it has ended, off the list again', agent.started);
  client.started.kill();
});

test('a site trusts no coordinator that another authority signed', async () => {
  const { agent } = startSite('hospital-c', 'theirs');
  await ended('it has given up', agent.started);
  expect(agent.started.log).toMatch(/certificate verify failed/i);
});

test('a run whose pod is deleted is stopped at the coordinator too', async () => {
  const { pod } = startRun(500);
  await eventually('it goes', () => pod.exit !== undefined || pod.log.includes('[ROUND 1/500]'), 200);
  pod.terminate();
  await ended('it has ended', pod, 60);
  expect(pod.exit).toBe(143);
  expect(superlink.log).toMatch(/POST \/v1\/control\/stop-run HTTP\/1\.1" 200/);
});

test('a coordinator that starts again without a state takes its sites back', async () => {
  superlink.kill();
  await startCoordinator('superlink');
  await ended('the site has noticed', standing['hospital-a']);
  const { agent } = startSite('hospital-a');
  await eventually('it is online again', () => online.test(agent.started.log), 120);
});
