import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { established, eventually, kubectl, schemasTogether } from './kubectl';

interface Webhook {
  readonly name: string;
  readonly clientConfig: { readonly service: { readonly path: string } };
}
interface WebhookConfiguration {
  readonly kind: string;
  readonly webhooks: readonly Webhook[];
}

/** Where Kueue is: its program, and the folder `config` of its module. */
export interface KueueFiles {
  readonly program: string;
  readonly manifests: string;
}

const configurations = [
  'mutatingwebhookconfiguration/kueue-of-a-test',
  'validatingwebhookconfiguration/kueue-of-a-test',
];

/** Off as Kueue is shipped. */
const spark = 'sparkoperator.k8s.io/sparkapplication';

/** Kueue's own manager with its webhooks, for some namespaces of the cluster, which must be there until it stops. */
export class Kueue {
  private folder = '';
  private process?: ChildProcess;

  public constructor(private readonly files: KueueFiles) {}

  public async start(namespaces: readonly string[]): Promise<void> {
    this.folder = mkdtempSync(join(tmpdir(), 'kueue-'));
    await this.define();
    const [webhooks = 0, health = 0] = await Promise.all([freePort(), freePort()]);
    const authority = this.certificate();
    const here = { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }] };
    const configuration = join(this.folder, 'configuration.yaml');
    writeFileSync(configuration, JSON.stringify(this.configuration(webhooks, health, here)));
    const log = openSync(join(this.folder, 'log'), 'w');
    this.process = spawn(this.files.program, ['--config', configuration], {
      cwd: this.folder,
      stdio: ['ignore', log, log],
    });
    await eventually('Kueue is ready', () => this.ready(health));
    await schemasTogether();
    const file = join(this.folder, 'webhooks.json');
    writeFileSync(
      file,
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: this.webhooks(webhooks, authority, here) }),
    );
    kubectl('apply', '--server-side', '-f', file);
  }

  /** What it has written in its log so far. */
  public log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  /** Nobody asks it any more, and nothing waits for it. */
  public async stop(): Promise<void> {
    kubectl('delete', '--ignore-not-found', ...configurations);
    const ended = new Promise((resolve) => this.process?.once('exit', resolve));
    if (this.process?.kill() === true) await ended;
    const kinds = kubectl('api-resources', '--api-group=kueue.x-k8s.io', '--namespaced=false', '-o', 'name');
    const left = kubectl('get', kinds.trim().split('\n').join(','), '-o', 'name').trim();
    for (const name of left.split('\n').filter(Boolean)) {
      kubectl('patch', name, '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
    }
    rmSync(this.folder, { recursive: true });
  }

  /** Definitions that the cluster lacks: that of Workload, and of kinds that nothing here makes. */
  private async define(): Promise<void> {
    const known = kubectl('get', 'crds', '-o', 'name');
    const folder = join(this.files.manifests, 'components/crd/bases');
    const all = readdirSync(folder).map((file) => {
      const [group, plural] = file.replace('.yaml', '').split('_');
      return { file: join(folder, file), name: `${plural}.${group}` };
    });
    const lacking = all.filter(({ name }) => !known.includes(`/${name}\n`));
    if (lacking.length === 0) return;
    kubectl('apply', '--server-side', ...lacking.flatMap(({ file }) => ['-f', file]));
    await established(...lacking.map(({ name }) => name));
  }

  /** One of its own, for this machine. @returns what vouches for it */
  private certificate(): string {
    const folder = join(this.folder, 'certificates');
    mkdirSync(folder);
    const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
    const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate];
    const named = ['-subj', '/CN=kueue', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', ...made, ...named], { stdio: 'pipe' });
    return readFileSync(certificate).toString('base64');
  }

  private configuration(port: number, health: number, managedJobsNamespaceSelector: object): object {
    const certDir = join(this.folder, 'certificates');
    const shipped = Yaml.load(join(this.files.manifests, 'components/manager/controller_manager_config.yaml'))[0];
    return {
      ...shipped,
      health: { healthProbeBindAddress: `127.0.0.1:${health}` },
      metrics: { bindAddress: '0' },
      webhook: { host: '127.0.0.1', port, certDir },
      leaderElection: { leaderElect: false },
      internalCertManagement: { enable: false },
      featureGates: { SparkApplicationIntegration: true, VisibilityOnDemand: false },
      integrations: { ...shipped.integrations, frameworks: [...shipped.integrations.frameworks, spark] },
      managedJobsNamespaceSelector,
    };
  }

  /** As they are shipped, but called by address, and for some namespaces only. */
  private webhooks(port: number, caBundle: string, namespaceSelector: object): readonly object[] {
    const shipped = Yaml.load(
      join(this.files.manifests, 'components/webhook/manifests.yaml'),
    ) as readonly WebhookConfiguration[];
    return shipped.map((configuration) => ({
      ...configuration,
      metadata: { name: 'kueue-of-a-test' },
      webhooks: configuration.webhooks.map(({ clientConfig, ...webhook }) => ({
        ...webhook,
        namespaceSelector,
        clientConfig: { url: `https://127.0.0.1:${port}${clientConfig.service.path}`, caBundle },
      })),
    }));
  }

  private async ready(port: number): Promise<boolean> {
    if (this.process?.exitCode !== null) throw new Error(`Kueue ended: ${this.log()}`);
    return await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
