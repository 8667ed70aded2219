import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inFolder, program, type Run } from '../processes';
import { figures, table, time } from '../table';

/** The example, compiled beside this file. */
const example = resolve(__dirname, '../../apps/main.js');
/** The repository, of which the compiled files stand in `node_modules/.cache`. */
const root = resolve(__dirname, '../../../../..');
const cli = join(root, 'node_modules/cdk8s-cli/bin/cdk8s');
const ownCli = resolve(__dirname, '../../lib/cli/main.js');
const rounds = 7;

/** The median of some rounds, by turns, so that a busy moment hits all alike. */
function medians(runs: Readonly<Record<string, () => Run>>): Readonly<Record<string, Run>> {
  const measured = Object.fromEntries(Object.keys(runs).map((name) => [name, [] as Run[]]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(runs)) measured[name]?.push(run());
  return Object.fromEntries(
    Object.entries(measured).map(([name, all]) => [
      name,
      all.sort((a, b) => a.seconds - b.seconds)[Math.floor(rounds / 2)] as Run,
    ]),
  );
}

/** From nothing to the files of the example, and what of it is Node or the command line of cdk8s. */
export function coldStart(): string {
  return inFolder((folder) => {
    const node = process.execPath;
    const env = { CDK8S_CHECK_UPGRADE: 'false' };
    cpSync(join(root, 'identity.lock.json'), join(folder, 'identity.lock.json'));
    writeFileSync(
      join(folder, 'empty.js'),
      "require('node:fs').mkdirSync(process.env.CDK8S_OUTDIR, { recursive: true });\n",
    );
    const one = join(folder, 'main.cjs');
    execFileSync(node, [ownCli, 'compile', '--app', example, '--output', one], { cwd: folder });
    const synth = (app: string) =>
      program(node, [cli, 'synth', '--app', `${node} ${app}`, '--output', 'dist'], folder, env);
    const kinds = [
      {
        'node -e 0': () => program(node, ['-e', '0'], folder),
        'node -e \'require("cdk8s")\'': () =>
          program(node, ['-e', `require(${JSON.stringify(require.resolve('cdk8s'))})`], folder),
        'the example, file by file': () => program(node, [example], folder, env),
        'the example after compile': () => program(node, [one], folder, env),
        'the same, nothing kept': () => {
          rmSync(join(folder, 'main.cache'), { force: true });
          return program(node, [one], folder, env);
        },
      },
      {
        'cdk8s synth of an empty app': () => synth(join(folder, 'empty.js')),
        'cdk8s synth of the example, file by file': () => synth(example),
        'cdk8s synth of the example after compile': () => synth(one),
      },
    ];
    const measured = medians(Object.assign({}, ...kinds));
    return table(
      ['', 'time / CPU time / memory', 'above the first of its kind'],
      kinds.flatMap((kind) => {
        const [base, ...others] = Object.keys(kind).map((name) => [name, measured[name] as Run] as const);
        const [first, alone] = base as readonly [string, Run];
        return [
          [first, figures(alone), ''],
          ...others.map(([name, run]) => {
            const above = `${time(run.seconds - alone.seconds)} / ${time((run.cpu ?? 0) - (alone.cpu ?? 0))}`;
            return [name, figures(run), above];
          }),
        ];
      }),
    );
  });
}
