import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Construct } from 'constructs';
import {
  Claim,
  choice,
  double,
  grid,
  HyperparameterSearch,
  type HyperparameterSearchProps,
  indexedJob,
  int,
  MlopsApp,
  MlopsChart,
  MonitoringStack,
  maximize,
  minimize,
  randomSample,
  scratch,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, objectsOf, only } from '../fixtures/workloads';
import { byKatib, search, shared, tuned, withKatib } from './fixtures';

const sampled = (seed: number) => indexedJob({ search: randomSample({ seed }) });
const nameOf = (changes: Partial<HyperparameterSearchProps> = {}) => search(changes).objects.workload.name;
const objects = (changes: Partial<HyperparameterSearchProps> = {}) =>
  objectsOf((scope) => new HyperparameterSearch(scope, 'tune', { ...tuned, ...changes }));
const job = (changes: Partial<HyperparameterSearchProps> = {}) => only(objects(changes), 'Job');

test('a search is one Job with a trial an index, in which a failed trial does not end the others', () => {
  const training = { ...tuned.training, retries: 2, deadline: '2h', fatalExitCodes: [42] } as const;
  expect(job({ training, failedTrials: 3, deadline: '1d' }).spec).toMatchObject({
    completionMode: 'Indexed',
    completions: 6,
    parallelism: 2,
    backoffLimitPerIndex: 2,
    maxFailedIndexes: 3,
    activeDeadlineSeconds: 86_400,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        { action: 'FailIndex', onExitCodes: { containerName: 'train', operator: 'In', values: [42] } },
      ],
    },
    template: { spec: { activeDeadlineSeconds: 7200, restartPolicy: 'Never' } },
  });
});

test('without more words trials run one after the other, each fails once, and a quarter may fail', () => {
  const { spec } = job({ parallel: undefined });
  expect(spec).toMatchObject({ parallelism: 1, backoffLimitPerIndex: 1, maxFailedIndexes: 2 });
  expect(spec).not.toHaveProperty('activeDeadlineSeconds');
});

test('a grid is the default, and counts its trials itself', () => {
  const { trials, objects: made } = search({ trials: undefined, engine: undefined, parameters: gridded });
  expect(trials).toHaveLength(12);
  expect(trials.slice(0, 3)).toEqual([
    { booster: 'gbtree', depth: '2', learningRate: '0.1' },
    { booster: 'gbtree', depth: '2', learningRate: '0.2' },
    { booster: 'gbtree', depth: '4', learningRate: '0.1' },
  ]);
  expect((made.workload.toJson() as { spec: { completions: number } }).spec.completions).toBe(12);
});

const gridded = { ...tuned.parameters, learningRate: double(0.1, 0.2, { step: 0.1 }), depth: int(2, 6, { step: 2 }) };

test('the trials are known at synth, and the same in the Job', () => {
  const { trials, objects: made } = search();
  const script = JSON.stringify(made.workload.toJson());
  expect(trials).toHaveLength(6);
  for (const [index, { booster, depth, learningRate }] of trials.entries()) {
    expect(script).toContain(`${index}) trial ${booster} ${depth} ${learningRate};;`);
  }
});

const usual = nameOf();

test.each<[string, Partial<HyperparameterSearchProps>]>([
  ['image', { training: { ...tuned.training, image: 'registry.example.com/app:1.1' } }],
  ['range', { parameters: { ...tuned.parameters, depth: int(2, 9) } }],
  ['objective', { objective: maximize('rmse') }],
  ['number of trials', { trials: 7 }],
  ['seed', { engine: sampled(8) }],
  ['search', { engine: indexedJob({ search: grid() }), parameters: gridded, trials: 12 }],
  ['folder of results', { outputs: shared.at('/results') }],
  ['run, a person saying "search again",', { run: 2 }],
  ['engine, which chooses other points,', byKatib()],
])('another %s is another run', (_what, changes) => {
  expect(nameOf(changes)).not.toBe(usual);
});

test.each<[string, Partial<HyperparameterSearchProps>]>([
  ['number of trials at once', { parallel: 6 }],
  ['number of failures', { failedTrials: 6 }],
  ['deadline', { deadline: '3d' }],
  ['number of retries', { training: { ...tuned.training, retries: 5 } }],
  ['compute', { training: { ...tuned.training, compute: { cpu: '2', memory: '2Gi' } } }],
  ['supersede', { supersede: 'cancel' }],
  ['order of the parameters', { parameters: Object.fromEntries(Object.entries(tuned.parameters).reverse()) }],
])('another %s is the same run', (_what, changes) => {
  expect(nameOf(changes)).toBe(usual);
});

test('the size that a grid may have decides nothing', () => {
  const named = (max?: number) =>
    nameOf({ engine: indexedJob({ search: grid({ max }) }), parameters: gridded, trials: undefined });
  expect(named(12)).toBe(named());
});

test('a wrapping construct and another platform are the same run', () => {
  const upgraded = { ...environment, platform: { ...platform, kubernetes: '1.30', podUsers: 'assigned' as const } };
  const named = (scope: Construct) => new HyperparameterSearch(scope, 'tune', tuned).objects.workload.name;
  expect(named(new Construct(chart(), 'wrapped'))).toBe(usual);
  expect(named(chart({ environment: upgraded }))).toBe(usual);
});

test('the hashes are pinned: another one would repeat every search of every user', () => {
  expect([
    usual,
    nameOf({ engine: undefined, parameters: gridded, trials: undefined }),
    nameOf(byKatib()),
  ]).toMatchInlineSnapshot(`
[
  "tune-9cfppsk4",
  "tune-9crf5jnk",
  "tune-gxrxn8mx",
]
`);
});

test('the points of a search are pinned, too: its Job could not change to others', () => {
  expect(search({ trials: 3 }).trials).toMatchInlineSnapshot(`
[
  {
    "booster": "dart",
    "depth": "5",
    "learningRate": "0.0283074",
  },
  {
    "booster": "gbtree",
    "depth": "8",
    "learningRate": "0.0245188",
  },
  {
    "booster": "dart",
    "depth": "3",
    "learningRate": "0.00119152",
  },
]
`);
});

test('results go to a folder of the run and the trial', () => {
  const pod = JSON.stringify(job({ outputs: shared.at('/results') }));
  expect(pod).toContain(`/results/${job({ outputs: shared.at('/results') }).metadata.name}/$(TRIAL)`);
  expect(pod).toContain('mkdir -p');
  expect(JSON.stringify(job())).not.toContain('TRIAL_OUTPUT');
});

test('the table holds only parameters that the program names, and variables have them all', () => {
  const reads = search({
    reads: 'environment',
    training: { ...tuned.training, command: ['train'], args: undefined, env: { BOOST: 'b=$(PARAMETER_BOOSTER)' } },
  });
  const script = JSON.stringify(reads.objects.workload.toJson());
  expect(script).toContain('export PARAMETER_BOOSTER=');
  expect(script).toContain('PARAMETER_DEPTH=');
  expect(script).toContain('fill \\"$BOOST\\"; export BOOST=');
  expect(script).not.toContain("filled%%'$(PARAMETER_DEPTH)");
});

test('an older run ends in peace, or is cancelled when asked', () => {
  const guards = (changes: Partial<HyperparameterSearchProps>) => job(changes).metadata.annotations ?? {};
  expect(guards({})).toMatchObject({
    'argocd.argoproj.io/sync-options': 'Prune=false',
    'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  });
  expect(Object.keys(guards({ supersede: 'cancel' }))).toEqual(['mlops.cdk8s.io/inputs']);
});

test.each([
  ['Job', {}],
  ['Experiment', byKatib()],
])('the identity lock holds the run of a search that is a %s, which stands among the runs', (kind, changes) => {
  const lock = join(mkdtempSync(join(tmpdir(), 'lock-')), 'identity.lock.json');
  const app = new MlopsApp({ identityLock: lock, outdir: mkdtempSync(join(tmpdir(), 'dist-')) });
  const home = { ...environment, platform: withKatib };
  const { run } = new HyperparameterSearch(new MlopsChart(app.in(home), 'chart', { environment: home }), 'tune', {
    ...tuned,
    ...changes,
  });
  app.synth();
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ [`test/dev/${kind}/tune`]: { run } });
  expect(readFileSync(join(app.outdir, 'dev/runs/chart.k8s.yaml'), 'utf8')).toContain(`kind: ${kind}`);
  expect(app.warnings).toEqual([]);
});

test('a metric with a goal needs an engine that can stop, and the error names it', () => {
  expect(() => search({ objective: minimize('rmse', { goal: 0.1 }) })).toThrow(/engines that can: katib\(\)/);
  expect(() => search({ deadline: '1d', ...byKatib() })).toThrow(/engines that can: indexedJob\(\)/);
});

test.each<[string, Partial<HyperparameterSearchProps>, RegExp]>([
  ['more failures than trials', { failedTrials: 7 }, /failedTrials: got 7, allowed at most 6.*\[out-of-range\]/],
  [
    'a grid of another number of trials',
    { engine: undefined, parameters: gridded, trials: 7 },
    /trials: got 7, allowed 12/,
  ],
  ['a table that no program can take', { trials: 9000 }, /trials: got '9000 trials, a table of.*\[out-of-range\]/],
  [
    'a variable that the search sets',
    { training: { ...tuned.training, env: { TRIAL: '1' } } },
    /env\.TRIAL.*\[not-allowed\]/,
  ],
  [
    'two parameters with one variable',
    { parameters: { ...tuned.parameters, 'learning-rate': int(1, 2) } },
    /\[duplicate-name\]/,
  ],
  ['a folder of results that ends with its pod', { outputs: scratch('/results', '1Gi') }, /outputs.*\[not-allowed\]/],
  [
    'a claim of one node under trials at once',
    { outputs: Claim.reference({ name: 'one' }).at('/r') },
    /\[claim-single-node\]/,
  ],
  [
    'a search that is none',
    { engine: indexedJob({ search: {} as ReturnType<typeof grid> }), trials: 3 },
    /engine\.search.*\[wrong-type\]/,
  ],
  ['a seed below 0', { engine: sampled(-1) }, /engine\.search\.seed.*\[out-of-range\]/],
])('%s is refused', (_what, changes, message) => {
  expect(() => search(changes)).toThrow(message);
});

test('a failed index ends the others before Kubernetes 1.29, so it is refused there', () => {
  expect(() => search({}, { kubernetes: '1.28' })).toThrow(/indexedJob\(\) on Kubernetes 1\.28.*\[version-too-old\]/);
  expect(search(byKatib(), { kubernetes: '1.28' }).objects.workload.kind).toBe('Experiment');
});

test('monitoring watches the Job of a search', () => {
  const made = objectsOf((scope) => {
    const stack = new MonitoringStack(scope, 'monitoring');
    stack.watch(new HyperparameterSearch(scope, 'tune', tuned));
  });
  const rules = made.filter(({ kind }) => kind === 'ConfigMap').map((found) => JSON.stringify(found));
  expect(rules.join()).toContain(`job_name=\\"${usual}`);
});

test('all problems of a search come at once', () => {
  const broken = {
    parameters: { depth: int(8, 2), rate: double(0, 1, { log: true }), booster: choice('a', 'a b') },
    objective: minimize('r m s e'),
    trials: 0,
  };
  try {
    search(broken);
  } catch (error) {
    expect((error as { codes: string[] }).codes.sort()).toEqual([
      'bad-name',
      'empty-range',
      'log-range',
      'not-allowed',
      'out-of-range',
    ]);
    return;
  }
  throw new Error('nothing was raised');
});

test('a trial has no workers, engine or model of its own', () => {
  const training = { ...tuned.training, workers: 2 } as unknown as HyperparameterSearchProps['training'];
  expect(() => search({ training })).toThrow(/training: got 'workers'.*a trial has none \[unknown-prop\]/);
});
