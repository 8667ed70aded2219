import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { scratch } from './emitted';
import { onPath } from './monitoring-tools';

/** What stands in for an image: where its files lie on this machine, and what its Dockerfile says. */
export interface Image {
  /** Path on this machine by path in the container. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly entrypoint: readonly string[];
}

const root = resolve(__dirname, '../..');
const programs = join(root, 'apps/house-prices/programs');
const venv = environmentOf(programs, process.env.PROGRAMS_VENV ?? join(root, '.venv'));
/** The Python of the programs, for servers of the tests too. */
export const python = join(venv, 'bin/python');

/** The virtual environment with all that the programs of an app need. */
function environmentOf(folder: string, given: string): string {
  const environment = resolve(given);
  if (existsSync(join(environment, 'bin/python'))) return environment;
  const install = `${environment}/bin/pip install -r ${folder}/requirements-dev.txt`;
  throw new Error(`no Python in ${environment}: run python3 -m venv ${environment} && ${install}`);
}

const system = ['/bin', '/etc', '/lib', '/lib64', '/usr'].filter((path) => existsSync(path));
const host = Object.fromEntries(system.map((path) => [path, path]));
const path = '/usr/local/bin:/usr/bin:/bin';

/** A program of an example: its folder as its Dockerfile copies it, its packages from the tests' own environment. */
function program(source: string, environment = venv): Image {
  const text = readFileSync(join(source, 'Dockerfile'), 'utf8');
  const line = (word: string) => new RegExp(`^${word} (.*)$`, 'm').exec(text)?.[1];
  const folder = line('WORKDIR') ?? '/';
  const prefix = dirname(dirname(realpathSync(join(environment, 'bin/python'))));
  return {
    files: { ...host, [prefix]: prefix, '/venv': environment, [folder]: source },
    env: {
      PATH: `/venv/bin:${path}`,
      ...Object.fromEntries((line('ENV') ?? '').split(' ').map((pair) => pair.split('=') as [string, string])),
    },
    folder,
    entrypoint: JSON.parse(line('ENTRYPOINT') ?? '[]') as string[],
  };
}

/** The stand-in for vLLM, whose command its Dockerfile puts where commands are. */
function standIn(): Image {
  const folder = join(root, 'apps/llm-chat/programs');
  const image = program(folder, venv);
  return {
    ...image,
    files: { ...image.files, '/command/vllm': join(folder, 'vllm') },
    env: { ...image.env, PATH: `/command:${image.env.PATH}` },
  };
}

/** A command that pip installed: it names its Python by the folder that it was installed to, which is another here. */
function moved(environment: string, command: string): string {
  const file = join(scratch, command);
  const [, ...lines] = readFileSync(join(environment, 'bin', command), 'utf8').split('\n');
  writeFileSync(file, ['#!/venv/bin/python', ...lines].join('\n'), { mode: 0o755 });
  return file;
}

/** A program whose image is built on that of another. */
function onTopOf(lower: string, upper: string): Image {
  const [below, above] = [program(lower), program(upper)];
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

/** Where PyTorch is installed for the fine-tuning. */
export const pytorch = process.env.LLM_FINETUNE_VENV ?? join(root, '.venv-llm-finetune');

const images: Readonly<Record<string, () => Image>> = {
  'registry.example.com/house-prices/data': () => program(join(programs, 'data')),
  'registry.example.com/house-prices/train': () => program(join(programs, 'train')),
  'registry.example.com/house-prices/serve': () => program(join(programs, 'serve')),
  'registry.example.com/house-prices/explain': () => onTopOf(join(programs, 'serve'), join(programs, 'explain')),
  'registry.example.com/llm-finetune/train': () => {
    const folder = join(root, 'apps/llm-finetune/programs');
    const environment = environmentOf(folder, pytorch);
    const image = program(join(folder, 'train'), environment);
    return { ...image, files: { ...image.files, '/venv/bin/torchrun': moved(environment, 'torchrun') } };
  },
  'registry.example.com/llm-chat/stand-in': standIn,
  // vLLM needs GPUs: what is told and asked is the same.
  'docker.io/vllm/vllm-openai': standIn,
  'docker.io/library/busybox': () => ({ files: host, env: { PATH: path }, folder: '/', entrypoint: [] }),
  'docker.io/prom/prometheus': () => binary('prometheus'),
  'docker.io/prom/alertmanager': () => binary('alertmanager'),
};

export function imageOf(reference: string): Image {
  const make = images[reference.replace(/:[^/]*$/, '')];
  if (make === undefined) throw new Error(`nothing stands in for the image ${reference}`);
  return make();
}
