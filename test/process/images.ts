import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { onPath } from './monitoring-tools';

/** What stands in for an image: where its files lie on this machine, and what its Dockerfile says. */
export interface Image {
  /** Path on this machine by path in the container. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly entrypoint: readonly string[];
}

const programs = resolve(__dirname, '../../apps/house-prices/programs');
const venv = resolve(process.env.PROGRAMS_VENV ?? join(__dirname, '../../.venv'));
/** The Python of the programs, for servers of the tests too. */
export const python = join(venv, 'bin/python');
if (!existsSync(python)) {
  throw new Error(
    `no Python at ${python}: run python3 -m venv ${venv} && ${venv}/bin/pip install -r ${programs}/requirements-dev.txt`,
  );
}

const system = ['/bin', '/etc', '/lib', '/lib64', '/usr'].filter((path) => existsSync(path));
const host = Object.fromEntries(system.map((path) => [path, path]));
const path = '/usr/local/bin:/usr/bin:/bin';

/** A program of the example: its folder as its Dockerfile copies it, its packages from the tests' own environment. */
function program(name: string): Image {
  const text = readFileSync(join(programs, name, 'Dockerfile'), 'utf8');
  const line = (word: string) => new RegExp(`^${word} (.*)$`, 'm').exec(text)?.[1];
  const folder = line('WORKDIR') ?? '/';
  const prefix = dirname(dirname(realpathSync(python)));
  return {
    files: { ...host, [prefix]: prefix, '/venv': venv, [folder]: join(programs, name) },
    env: {
      PATH: `/venv/bin:${path}`,
      ...Object.fromEntries((line('ENV') ?? '').split(' ').map((pair) => pair.split('=') as [string, string])),
    },
    folder,
    entrypoint: JSON.parse(line('ENTRYPOINT') ?? '[]') as string[],
  };
}

/** A program whose image is built on that of another. */
function onTopOf(lower: string, name: string): Image {
  const [below, above] = [program(lower), program(name)];
  return { ...above, files: { ...below.files, ...above.files }, env: { ...below.env, ...above.env } };
}

/** A server that is one binary, as its own image has it. */
function binary(name: string): Image {
  return {
    files: { [`/bin/${name}`]: onPath(name) ?? '' },
    env: { PATH: '/bin' },
    folder: '/',
    entrypoint: [`/bin/${name}`],
  };
}

const images: Readonly<Record<string, () => Image>> = {
  'registry.example.com/house-prices/data': () => program('data'),
  'registry.example.com/house-prices/train': () => program('train'),
  'registry.example.com/house-prices/serve': () => program('serve'),
  'registry.example.com/house-prices/explain': () => onTopOf('serve', 'explain'),
  'docker.io/library/busybox': () => ({ files: host, env: { PATH: path }, folder: '/', entrypoint: [] }),
  'docker.io/prom/prometheus': () => binary('prometheus'),
  'docker.io/prom/alertmanager': () => binary('alertmanager'),
};

export function imageOf(reference: string): Image {
  const make = images[reference.replace(/:[^/]*$/, '')];
  if (make === undefined) throw new Error(`nothing stands in for the image ${reference}`);
  return make();
}
