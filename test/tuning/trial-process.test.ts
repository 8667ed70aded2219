import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container, PodTemplate } from '../../imports/kubernetes';
import { HyperparameterSearch, indexedJob, katib, randomSample, type SearchEngine } from '../../lib';
import { environment } from '../fixtures/environment';
import { chart, container, templateOf } from '../fixtures/workloads';
import { shared, tuned, withKatib } from './fixtures';
import { asProcess } from './kubelet';

const indexPath = "metadata.annotations['batch.kubernetes.io/job-completion-index']";
const root = mkdtempSync(join(tmpdir(), 'trials-'));
const results = join(root, 'results');

/** Writes what it was given, and an error that is smallest where the rate is nearest to 0.01. */
const program = join(root, 'train.js');
writeFileSync(
  program,
  `const { writeFileSync } = require('node:fs');
   const rate = Number(process.argv.find((word) => word.startsWith('--rate=')).slice(7));
   const said = { words: process.argv.slice(2), env: process.env };
   writeFileSync(process.env.TRIAL_OUTPUT + '/said.json', JSON.stringify(said));
   writeFileSync(process.env.TRIAL_OUTPUT + '/rmse', String(Math.abs(Math.log10(rate) + 2)));`,
);

/** Stands for the image with the shell: a program that runs its first argument, as busybox does. */
const busybox = join(root, 'bin/busybox');
mkdirSync(join(root, 'bin'));
mkdirSync(join(root, 'opt/trial'), { recursive: true });
writeFileSync(busybox, '#!/bin/sh\nexec "$@"\n');
chmodSync(busybox, 0o755);

afterAll(() => rmSync(root, { recursive: true }));

function searched(engine: SearchEngine, command: readonly string[] = ['node', program]): HyperparameterSearch {
  const home = { ...environment, platform: withKatib };
  return new HyperparameterSearch(chart({ environment: home }), 'tune', {
    ...tuned,
    engine,
    outputs: shared.at(results),
    training: {
      ...container,
      command: [...command, '--rate=$(PARAMETER_LEARNING_RATE)', "--note=it's $HOME, run $(RUN_ID)"],
      args: ['--both=$(PARAMETER_DEPTH)/$(PARAMETER_DEPTH)/$(PARAMETER_BOOSTER)', '--plain', '*'],
      env: { LABEL: 'depth-$(PARAMETER_DEPTH)' },
    },
  });
}

const inRoot = (word: string) => word.replace(/^\/(opt\/trial|bin)\//, `${root}/$1/`);

function run(from: Container, fields: Readonly<Record<string, string>>): void {
  const { words, env } = asProcess(from, fields);
  const [file = '', ...rest] = words.map(inRoot);
  execFileSync(file, rest, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
}

interface Said {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const said = (run: string, trial: string): Said =>
  JSON.parse(readFileSync(join(results, run, trial, 'said.json'), 'utf8'));

test('each index of the Job runs the program with its own parameters, in words, variables and variables in variables', () => {
  const search = searched(indexedJob({ search: randomSample({ seed: 7 }) }));
  const { initContainers = [], containers } = templateOf(search.objects.workload).spec;
  for (const before of initContainers) run(before, {});
  for (const [index, parameters] of search.trials.entries()) {
    run(containers[0] as Container, { [indexPath]: String(index) });
    const { words, env } = said(search.objects.workload.name, String(index));
    const { booster, depth, learningRate } = parameters;
    expect(words).toEqual([
      `--rate=${learningRate}`,
      `--note=it's $HOME, run ${search.run}`,
      `--both=${depth}/${depth}/${booster}`,
      '--plain',
      '*',
    ]);
    expect(env).toMatchObject({
      PARAMETER_BOOSTER: booster,
      PARAMETER_DEPTH: depth,
      PARAMETER_LEARNING_RATE: learningRate,
      LABEL: `depth-${depth}`,
      TRIAL: String(index),
    });
  }
});

test('the line of the guide finds the best trial', () => {
  const [, line = ''] =
    /```sh\n(.*grep.*)\n```/.exec(readFileSync(join(__dirname, '../../docs/tuning.md'), 'utf8')) ?? [];
  const search = searched(indexedJob({ search: randomSample({ seed: 7 }) }));
  const cwd = join(results, search.objects.workload.name);
  const best = execFileSync('sh', ['-c', line], { cwd, encoding: 'utf8' });
  const errors = search.trials.map(({ learningRate }) => Math.abs(Math.log10(Number(learningRate)) + 2));
  expect(best.split('/')[0]).toBe(String(errors.indexOf(Math.min(...errors))));
});

test('an index that no trial has fails, and so does a program that cannot be found', () => {
  const { containers } = templateOf(searched(indexedJob({ search: randomSample() })).objects.workload).spec;
  expect(() => run(containers[0] as Container, { [indexPath]: '6' })).toThrow(/no trial 6/);
  const lost = templateOf(searched(indexedJob({ search: randomSample() }), ['/nowhere/train']).objects.workload);
  expect(() => run(lost.spec.containers[0] as Container, { [indexPath]: '0' })).toThrow(/nowhere/);
});

test('a trial of Katib, its text replaced and its line wrapped as Katib does, has the same words and variables', () => {
  const search = searched(katib());
  const { spec } = search.objects.workload.toJson() as { spec: { trialTemplate: { trialSpec: object } } };
  const values = { learningRate: '0.05', depth: '3', booster: 'dart' };
  const replaced = Object.entries(values).reduce(
    (text, [name, value]) => text.replaceAll(`\${trialParameters.${name}}`, value),
    JSON.stringify(spec.trialTemplate.trialSpec),
  );
  const { spec: pod } = (JSON.parse(replaced) as { spec: { template: PodTemplate } }).spec.template;
  const [trained] = pod.containers;
  const fields = { "metadata.labels['batch.kubernetes.io/job-name']": 'tune-trial' };
  for (const before of pod.initContainers ?? []) run(before, fields);
  const [shell = '', flag = '', ...line] = [...(trained?.command ?? []), ...(trained?.args ?? [])];
  const log = join(root, 'metrics.log');
  const wrapped = [...line, `1>${log} 2>&1`, '&&', `echo completed > ${root}/$$$$.pid`].join(' ');
  run({ ...(trained as Container), command: [shell, flag], args: [wrapped] }, fields);
  const { words, env } = said(search.objects.workload.name, 'tune-trial');
  expect(words).toEqual(['--rate=0.05', `--note=it's $HOME, run ${search.run}`, '--both=3/3/dart', '--plain', '*']);
  expect(env).toMatchObject({ PARAMETER_DEPTH: '3', PARAMETER_BOOSTER: 'dart', LABEL: 'depth-3' });
});
