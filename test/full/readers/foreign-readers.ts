import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Readers of YAML in another language: a program that reads texts and writes what each of its readers makes of them. */
export interface ForeignReaders {
  readonly language: string;
  readonly names: readonly string[];
  /** Why they cannot run here; undefined when they can. */
  readonly missing?: string;
  /** What each reader makes of each text. */
  read(texts: readonly string[]): readonly (readonly unknown[])[];
}

const folder = mkdtempSync(join(tmpdir(), 'readers-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

function missing(program: string, ...args: readonly string[]): string | undefined {
  return spawnSync(program, args).status === 0 ? undefined : `${program} is not installed`;
}

/** Runs a program that is prepared when it is first used. */
function reader(prepare: () => readonly [string, ...string[]]): ForeignReaders['read'] {
  let command: readonly [string, ...string[]] | undefined;
  return (texts) => {
    command ??= prepare();
    const [program, ...args] = command;
    const input = texts.map((text) => JSON.stringify(text)).join('\n');
    const output = execFileSync(program, args, { input, maxBuffer: 1 << 30, encoding: 'utf8' });
    return output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as readonly unknown[]);
  };
}

export const foreignReaders: readonly ForeignReaders[] = [
  {
    language: 'Python',
    names: ['PyYAML', 'ruamel.yaml'],
    missing: missing('python3', '-m', 'venv', '--help'),
    read: reader(() => {
      const here = join(__dirname, 'python');
      const python = join(folder, 'python/bin/python');
      execFileSync('python3', ['-m', 'venv', join(folder, 'python')]);
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', join(here, 'requirements.txt')]);
      return [python, join(here, 'read.py')];
    }),
  },
  {
    language: 'Go',
    names: ['yaml.v3', 'sigs.k8s.io/yaml'],
    missing: missing('go', 'version'),
    read: reader(() => {
      execFileSync('go', ['build', '-o', join(folder, 'go-readers'), '.'], { cwd: join(__dirname, 'go') });
      return [join(folder, 'go-readers')];
    }),
  },
];
