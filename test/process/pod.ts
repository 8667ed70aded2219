import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, EnvVar, PodTemplate, Volume } from '../../imports/kubernetes';
import { type Emitted, scratch } from './emitted';
import { imageOf } from './images';
import { type Ended, Running } from './running';

/** What pods find around them. */
export interface Around {
  readonly emitted: Emitted;
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Addresses by name: what DNS answers. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** What a controller says of one pod of many: its own name, and what it reads of itself. */
  readonly own?: { readonly hostname: string; readonly annotations: Readonly<Record<string, string>> };
  /** What a kubelet gives to a pod with a service account: variables, and files of its token. */
  readonly account?: {
    readonly env: Readonly<Record<string, string>>;
    readonly files: Readonly<Record<string, string>>;
  };
}

/** NETWORK HOSTNAME COMMAND...: in a network of its own, and with a name of its own where one is given. */
const alone = `exec ip netns exec "$0" unshare --uts sh -c '[ -z "$0" ] || echo "$0" >/proc/sys/kernel/hostname; exec "$@"' "$@"`;
const accountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const networks = '/run/netns';

/** Address of this machine on the network of the pods; `isolated` gives it. */
export const machine = '10.77.0.1';

/** A pod of an emitted template, without kubelet and runtime: its containers are processes with the pod's mounts and address. */
export class Pod {
  readonly address: string;
  readonly folder: string;
  private readonly network: string;
  private roots = 0;

  constructor(
    readonly template: PodTemplate,
    private readonly around: Around,
  ) {
    const number = existsSync(networks) ? readdirSync(networks).length : 0;
    this.network = `pod${number}`;
    this.address = `10.77.0.${100 + number}`;
    this.folder = join(scratch, this.network);
    mkdirSync(this.folder);
    const ip = (line: string) => execFileSync('ip', line.split(' '));
    ip(`netns add ${this.network}`);
    ip(`link add veth${number} type veth peer name eth0 netns ${this.network}`);
    ip(`link set veth${number} master pods up`);
    ip(`-n ${this.network} link set lo up`);
    ip(`-n ${this.network} address add ${this.address}/24 dev eth0`);
    ip(`-n ${this.network} link set eth0 up`);
  }

  /** What its controller called it; undefined where the suite does not say. */
  get name(): string | undefined {
    return this.around.own?.hostname;
  }

  container(name?: string): Container {
    const { containers, initContainers = [] } = this.template.spec;
    const found = [...initContainers, ...containers].find((each) => each.name === (name ?? containers[0]?.name));
    if (found === undefined) throw new Error(`no container ${name}`);
    return found;
  }

  /** Starts a container as the YAML has it; `instead` runs another program of this machine with the same mounts. */
  start(name?: string, instead?: { readonly command: readonly string[]; readonly program: string }): Running {
    const container = this.container(name);
    const image = imageOf(container.image);
    this.roots += 1;
    const root = join(this.folder, `root${this.roots}`);
    const mounts = [
      ...Object.entries(image.files).map(([path, source]) => `${source} ${path} ro`),
      ...(instead === undefined ? [] : [`${instead.program} ${instead.command[0]} ro`]),
      ...['/dev', '/proc'].map((path) => `${path} ${path} rw`),
      ...this.injected().map(([source, path]) => `${source} ${path} ro`),
      ...(container.volumeMounts ?? []).map((mount) => {
        const volume = this.template.spec.volumes?.find((each) => each.name === mount.name);
        return `${this.volume(volume as Volume)} ${mount.mountPath} ${mount.readOnly === true ? 'ro' : 'rw'}`;
      }),
    ];
    writeFileSync(`${root}.mounts`, `${mounts.join('\n')}\n`);
    const command = instead?.command ?? [...(container.command ?? image.entrypoint), ...(container.args ?? [])];
    const enter = [join(__dirname, 'enter'), root, image.folder, ...command];
    const env = { ...image.env, ...this.accountEnv(), ...this.environmentOf(container) };
    const hostname = this.around.own?.hostname ?? '';
    return new Running(spawn('/bin/sh', ['-c', alone, this.network, hostname, ...enter], { env }));
  }

  /** Ends all that runs in it at once, as the loss of its node does. */
  kill(): void {
    const processes = execFileSync('ip', ['netns', 'pids', this.network], { encoding: 'utf8' });
    for (const id of processes.split('\n').filter(Boolean)) process.kill(Number(id), 'SIGKILL');
  }

  async run(...which: Parameters<Pod['start']>): Promise<Ended> {
    return this.start(...which).ended;
  }

  private environmentOf({ env = [], envFrom = [] }: Container): Record<string, string> {
    const secrets = envFrom.map(({ secretRef }) => this.secret(secretRef.name));
    const values = env.map(({ name, value, valueFrom }) => [name, value ?? this.referenced(valueFrom)]);
    return Object.assign({}, ...secrets, Object.fromEntries(values));
  }

  private secret(name: string): Readonly<Record<string, string>> {
    const secret = this.around.secrets?.[name];
    if (secret === undefined) throw new Error(`no secret ${name}`);
    return secret;
  }

  private referenced({ fieldRef, secretKeyRef }: NonNullable<EnvVar['valueFrom']> = {}): string {
    if (secretKeyRef === undefined) return this.fieldAt(fieldRef?.fieldPath);
    const value = this.secret(secretKeyRef.name)[secretKeyRef.key];
    if (value === undefined) throw new Error(`no key ${secretKeyRef.key} in secret ${secretKeyRef.name}`);
    return value;
  }

  /** What the pod says of itself; nothing where the suite does not give it. */
  private fieldAt(path = ''): string {
    const [, annotation = ''] = /^metadata\.annotations\['(.*)'\]$/.exec(path) ?? [];
    return this.around.own?.annotations[annotation] ?? '';
  }

  private get hasAccount(): boolean {
    return this.template.spec.automountServiceAccountToken !== false;
  }

  private accountEnv(): Readonly<Record<string, string>> {
    return this.hasAccount ? (this.around.account?.env ?? {}) : {};
  }

  private injected(): readonly (readonly [string, string])[] {
    const { account, hosts } = this.around;
    return [
      ...(hosts === undefined
        ? []
        : [[this.written('hosts', { hosts: hostsFile(hosts) }, 'hosts'), '/etc/hosts'] as const]),
      ...(account === undefined || !this.hasAccount
        ? []
        : [[this.written('account', account.files), accountPath] as const]),
    ];
  }

  private volume({ name, persistentVolumeClaim, configMap, emptyDir }: Volume): string {
    if (persistentVolumeClaim !== undefined) return claimFolder(persistentVolumeClaim.claimName);
    if (configMap !== undefined) return this.written(name, this.around.emitted.files(configMap.name));
    if (emptyDir !== undefined) return this.written(name, {});
    throw new Error(`volume ${name} is of no kind that can be had here`);
  }

  private written(name: string, files: Readonly<Record<string, string>>, one = ''): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return join(folder, one);
  }
}

/** The folder of a claim: every pod that mounts it sees the same. */
export function claimFolder(claim: string): string {
  const folder = join(scratch, 'claims', claim);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function hostsFile(hosts: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ localhost: '127.0.0.1', ...hosts }).map(([name, address]) => `${address} ${name}`);
  return `${lines.join('\n')}\n`;
}
