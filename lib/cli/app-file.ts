import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { wrongUse } from './exit';

/** What cdk8s.yaml says that a command reads. */
export interface Project {
  readonly app?: string;
  readonly output?: string;
}

/** The two plain lines of cdk8s.yaml: a YAML parser would take longer to load than everything else here. */
export function projectIn(folder: string): Project {
  const file = resolve(folder, 'cdk8s.yaml');
  if (!existsSync(file)) return {};
  const text = readFileSync(file, 'utf8');
  const line = (key: string) => {
    const [, quoted, plain] =
      new RegExp(`^${key}:[ \\t]+(?:(["'].*["'])|(.*?))[ \\t]*(?:[ \\t]#.*)?$`, 'm').exec(text) ?? [];
    return quoted?.slice(1, -1) ?? (plain || undefined);
  };
  return { app: line('app'), output: line('output') };
}

/**
 * The file that a command runs: the one asked for, else the program in the `app` of cdk8s.yaml.
 * @throws Refusal when there is none
 */
export function appFile(asked: string | undefined, { app }: Project, folder: string): string {
  if (asked !== undefined) {
    const file = resolve(folder, asked);
    if (!existsSync(file)) throw wrongUse(`--app ${asked}: no such file`);
    return file;
  }
  if (app === undefined) throw wrongUse('no app: give --app <file>, or name it in cdk8s.yaml as app: node main.js');
  const programs = app.split(/\s+/).filter((word) => /\.[cm]?[jt]s$/.test(word) && existsSync(resolve(folder, word)));
  const program = programs.at(-1);
  if (program === undefined) throw wrongUse(`app: ${app} in cdk8s.yaml names no file that is here: give --app <file>`);
  return resolve(folder, program);
}
