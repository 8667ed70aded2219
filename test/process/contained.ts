import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container, PodTemplate } from '../../imports/kubernetes';

/** Folders that stand for the volumes of a pod, by the volume's name; scratch makes itself. */
export type Surroundings = Readonly<Record<string, string>>;

const pause = new Int32Array(new SharedArrayBuffer(4));
const networkOf = (pid: number | undefined) => readlinkSync(`/proc/${pid}/ns/net`);
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Runs emitted containers as processes of this machine; needs root, for namespaces and other users. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'contained-'));
  private readonly started: Contained[] = [];
  private readonly network: ChildProcess;

  /** @param python a virtual environment, whose programs every image has */
  constructor(
    private readonly python: string,
    hosts: readonly string[],
  ) {
    chmodSync(this.folder, 0o755);
    writeFileSync(join(this.folder, 'hosts'), `127.0.0.1 localhost ${hosts.join(' ')}\n`);
    this.network = spawn('unshare', ['--net', 'sleep', 'infinity']);
    while (networkOf(this.network.pid) === networkOf(process.pid)) Atomics.wait(pause, 0, 0, 10);
    execFileSync('nsenter', [`--net=/proc/${this.network.pid}/ns/net`, 'ip', 'link', 'set', 'lo', 'up']);
  }

  /** A folder, owned as a volume is; made once for a name. */
  volume(name: string, files: Readonly<Record<string, string>>, { user = 0, group = 0, mode = 0o440 } = {}): string {
    const folder = join(this.folder, name);
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(folder, file), text);
      chownSync(join(folder, file), user, group);
      chmodSync(join(folder, file), mode);
    }
    chownSync(folder, user, group);
    chmodSync(folder, user === 0 ? 0o2775 : 0o500);
    return folder;
  }

  /** Starts a container of a pod: command, arguments, variables, user, mounts, read-only root; no way to the internet. */
  start(pod: string, template: PodTemplate, container: Container, around: Surroundings, image: Surroundings = {}) {
    const name = `${pod}.${container.name}`;
    const log = join(this.folder, `${name}.log`);
    const output = openSync(log, 'w');
    const [command = '', ...args] = this.inside(this.script(pod, template.spec, container, { around, image }));
    const child = spawn(command, args, { stdio: ['ignore', output, output], detached: true });
    const contained = new Contained(child, log);
    this.started.push(contained);
    return contained;
  }

  /** Runs a Python program in the machine's network, to its end. */
  ask(program: string, ...args: readonly string[]): string {
    const [command = '', ...rest] = this.inside([join(this.python, 'bin/python'), '-c', program, ...args]);
    const done = spawnSync(command, rest, { encoding: 'utf8' });
    return `${done.stdout}${done.stderr}`.trim();
  }

  close(): void {
    for (const contained of this.started) contained.kill();
    this.network.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private inside(command: readonly string[]): readonly string[] {
    const hosts = join(this.folder, 'hosts');
    const bound = `mount --bind ${quote(hosts)} /etc/hosts && exec "$@"`;
    return [
      ...['nsenter', `--net=/proc/${this.network.pid}/ns/net`, 'unshare', '--mount', '--propagation', 'private'],
      ...['sh', '-c', bound, 'sh', ...command],
    ];
  }

  private script(
    pod: string,
    spec: PodTemplate['spec'],
    container: Container,
    { around, image }: { readonly around: Surroundings; readonly image: Surroundings },
  ): readonly string[] {
    const root = mkdtempSync(join(this.folder, `${pod}.root-`));
    const { runAsUser = 0, runAsGroup = 0, fsGroup = 0 } = spec.securityContext ?? {};
    const bind = (from: string, at: string, readOnly: boolean) => [
      `mkdir -p ${quote(`${root}${at}`)}`,
      `mount --rbind ${quote(from)} ${quote(`${root}${at}`)}`,
      ...(readOnly ? [`mount -o remount,bind,ro ${quote(`${root}${at}`)}`] : []),
    ];
    const mounts = (container.volumeMounts ?? []).flatMap(({ name: volume, mountPath, readOnly = false }) => {
      const scratch = spec.volumes?.find((one) => one.name === volume)?.emptyDir !== undefined;
      const from = scratch ? this.volume(`${pod}-${volume}`, {}, { group: fsGroup }) : around[volume];
      if (from === undefined) throw new Error(`no volume ${volume}`);
      return bind(from, mountPath, readOnly);
    });
    const base = execFileSync(join(this.python, 'bin/python'), ['-c', 'import sys; print(sys.base_prefix)'], {
      encoding: 'utf8',
    }).trim();
    const system = ['/usr', '/lib', '/lib64', '/bin', '/etc', '/dev', '/proc'];
    const variables = (container.env ?? []).map((variable) => `${variable.name}=${variable.value}`);
    const program = [...(container.command ?? []), ...(container.args ?? [])];
    const script = [
      'set -e',
      `mount -t tmpfs -o mode=755 root ${quote(root)}`,
      ...system.flatMap((path) => bind(path, path, false)),
      ...mounts,
      ...[this.python, base].flatMap((path) => bind(path, path, false)),
      ...Object.entries(image).flatMap(([at, from]) => bind(from, at, true)),
      `mount -o remount,ro ${quote(root)}`,
      `exec chroot ${quote(root)} setpriv --reuid ${runAsUser} --regid ${runAsGroup} --groups ${fsGroup} ` +
        '--no-new-privs --inh-caps=-all --bounding-set=-all ' +
        `env -i PATH=${quote(join(this.python, 'bin'))}:/usr/bin:/bin PYTHONUNBUFFERED=1 ` +
        `${[...variables, ...program].map(quote).join(' ')}`,
    ].join('\n');
    return ['bash', '-c', script];
  }
}

/** A container that was started. */
export class Contained {
  private code: number | undefined;

  constructor(
    private readonly child: ChildProcess,
    private readonly file: string,
  ) {
    child.on('exit', (code) => {
      this.code = code ?? 255;
    });
  }

  /** Exit code; undefined while it runs. */
  get exit(): number | undefined {
    return this.code;
  }

  get log(): string {
    return readFileSync(this.file, 'utf8');
  }

  terminate(): void {
    this.child.kill('SIGTERM');
  }

  /** Ends it at once, with what it started. */
  kill(): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** The virtual environment with a package, made once. */
export function virtualEnvironment(name: string, ...packages: readonly string[]): string {
  const folder = join(tmpdir(), name);
  execFileSync('python3', ['-m', 'venv', folder]);
  execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
  return folder;
}
