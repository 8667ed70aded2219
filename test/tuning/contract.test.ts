import { execFileSync } from 'node:child_process';
import type { KatibExperiment } from '../../imports/katib';
import type { Container, PodTemplate } from '../../imports/kubernetes';
import { HyperparameterSearch, int, katib, type MlopsError, type SearchTraining, TrainingJob } from '../../lib';
import { searchEngines } from '../../lib/tuning/engines';
import { type SearchEngine, searchFeatures } from '../../lib/tuning/search-engine';
import { workloadCases } from '../contract/workload-cases';
import { environment } from '../fixtures/environment';
import { chart, container, templateOf } from '../fixtures/workloads';
import { search, tuned, withKatib } from './fixtures';

const depths = { parameters: { depth: int(2, 7) }, trials: 6, reads: 'environment' } as const;

/** Trials differ from a training in what hands over the parameters: these parts are the engine's own. */
const own = {
  variables: /^(TRIAL|TRIAL_OUTPUT|RUN_ID|PARAMETER_.*)$/,
  folder: '/opt/trial',
  volume: 'scratch-opt-trial',
  container: 'bring-shell',
};

function trialPod(engine: SearchEngine, asks: object): PodTemplate {
  const home = { ...environment, platform: withKatib };
  const training = { ...container, command: ['train'], ...asks } as SearchTraining;
  const { objects } = new HyperparameterSearch(chart({ environment: home }), 'it', {
    ...depths,
    objective: tuned.objective,
    training,
    engine,
  });
  const { spec } = objects.workload.toJson() as KatibExperiment;
  return spec.trialTemplate?.trialSpec.spec.template ?? templateOf(objects.workload);
}

/** Command and arguments as the program gets them: behind our script, or read back by a shell. */
function programOf({ command = [], args = [] }: Container): readonly string[] {
  if (command[0] !== 'sh') return [...command.slice(5), ...args];
  const words = execFileSync('sh', ['-c', `set -- ${command[2]}; printf '%s\\0' "$@"`], { encoding: 'utf8' });
  return words.split('\0').slice(0, -1);
}

/** A pod without what is the engine's own; labels tell whose it is. */
function comparable({ spec }: PodTemplate, program: readonly string[]): object {
  const { containers, initContainers = [], volumes = [], activeDeadlineSeconds: _, ...rest } = spec;
  const [main, ...others] = containers.map(
    ({ command: _command, args: _args, env = [], volumeMounts = [], ...same }) => ({
      ...same,
      env: env.filter(({ name }) => !own.variables.test(name)),
      volumeMounts: volumeMounts.filter(({ mountPath }) => mountPath !== own.folder),
    }),
  );
  return {
    ...rest,
    main,
    others,
    program,
    before: initContainers.filter(({ name }) => name !== own.container),
    volumes: volumes.filter(({ name }) => name !== own.volume),
  };
}

const cases = [
  // Nodes that may be taken away ask more of a training than of a trial.
  ...workloadCases.filter(({ asks }) => asks.placement?.spot !== true).map(({ says, asks }) => ({ says, asks })),
  {
    says: 'GPUs of a pool with a taint',
    asks: { compute: { cpu: '4', memory: '16Gi', gpu: { pool: 'gpu', count: 2 } } },
  },
  {
    says: 'awkward words',
    asks: { command: ['serve', "it's", 'a  b'], args: ['$HOME', '*', '`id`', 'two\nlines', '\\'] },
  },
];

describe.each(searchEngines)('HyperparameterSearch with $name', (engine) => {
  test.each(cases)('writes for $says the pod that a TrainingJob writes', ({ asks }) => {
    const same = { command: ['train'], ...asks };
    const trial = trialPod(engine, same);
    const training = templateOf(new TrainingJob(chart(), 'it', { ...container, ...same }).objects.workload);
    const [ours, theirs] = [trial, training].map(({ spec }) => spec.containers[0] as Container);
    const words = [...(theirs?.command ?? []), ...(theirs?.args ?? [])];
    expect(comparable(trial, programOf(ours as Container))).toEqual(comparable(training, words));
  });

  test('says only of known features that it has them', () => {
    expect(Object.keys(searchFeatures)).toEqual(expect.arrayContaining([...engine.supports]));
  });

  test('refuses a feature that it does not have, and names the engines that do', () => {
    const training = { ...tuned.training, sidecars: [{ ...container, name: 'proxy' }] };
    const supports = engine.supports.filter((feature) => feature !== 'sidecars');
    expect(() => search({ training, engine: { ...engine, supports, name: 'bare', check: () => {} } })).toThrow(
      /engines that can: indexedJob\(\), katib\(\); engine 'bare' cannot do 'sidecars'.*\[unsupported-feature\]/,
    );
  });

  test('refuses a pod whose fields it would lose', () => {
    const training = { ...tuned.training, placement: { pool: 'general' } };
    const codes = () => {
      try {
        search({ training, engine: { ...engine, carries: [], check: () => {} } });
      } catch (error) {
        return [...new Set((error as MlopsError).codes)];
      }
      return [];
    };
    expect(codes()).toEqual(['field-not-carried']);
  });
});

test('an engine whose output no upstream program has judged says so', () => {
  expect(searchEngines.filter(({ experimental }) => experimental !== undefined).map(({ name }) => name)).toEqual([
    katib().name,
  ]);
});
