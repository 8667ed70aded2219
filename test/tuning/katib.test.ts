import { type ApiObject, Testing } from 'cdk8s';
import fc from 'fast-check';
import type { KatibExperiment } from '../../imports/katib';
import {
  choice,
  double,
  HyperparameterSearch,
  type HyperparameterSearchProps,
  int,
  type KatibAlgorithm,
  type KatibMetrics,
  katib,
  MlopsApp,
  maximize,
  minimize,
  secretFiles,
  Workspace,
} from '../../lib';
import { shellLine } from '../../lib/tuning/engines/shell-line';
import { environment } from '../fixtures/environment';
import { objectsOf } from '../fixtures/workloads';
import { byKatib, search, shared, tuned, withKatib } from './fixtures';
import { complaintsOf } from './katib-rules';

const experiment = (changes: Partial<HyperparameterSearchProps> = {}) =>
  search({ ...byKatib(), ...changes }).objects.workload.toJson() as KatibExperiment;
const specOf = (algorithm: KatibAlgorithm, changes: Partial<HyperparameterSearchProps> = {}) =>
  experiment({ ...byKatib({ algorithm }), ...changes }).spec;

const linear = { ...tuned.parameters, learningRate: double(0, 1), epochs: int(1, 27) };
const stepped = { ...tuned.parameters, learningRate: double(0, 1, { step: 0.1 }) };
const environmentReader = { reads: 'environment' } as const;

/** Each algorithm with every setting, in a search that it takes. */
const algorithms: readonly (readonly [KatibAlgorithm, Partial<HyperparameterSearchProps>, Record<string, string>])[] = [
  [{ name: 'random', seed: 1 }, {}, { random_state: '1' }],
  [{ name: 'grid' }, { parameters: stepped, trials: undefined }, {}],
  [
    { name: 'tpe', gamma: 0.2, priorWeight: 2, candidates: 12, seed: 0 },
    {},
    { random_state: '0', gamma: '0.2', prior_weight: '2', n_EI_candidates: '12' },
  ],
  [{ name: 'multivariate-tpe', startupTrials: 5, candidates: 9 }, {}, { n_startup_trials: '5', n_ei_candidates: '9' }],
  [
    { name: 'bayesianoptimization', estimator: 'RF', initialPoints: 3, acquisition: 'EI', optimizer: 'sampling' },
    {},
    { base_estimator: 'RF', n_initial_points: '3', acq_func: 'EI', acq_optimizer: 'sampling' },
  ],
  [
    { name: 'hyperband', resource: 'epochs', most: 27, eta: 3 },
    { parameters: linear, ...environmentReader, trials: 60, parallel: 27 },
    { resource_name: 'epochs', r_l: '27', eta: '3' },
  ],
  [
    { name: 'cmaes', sigma: 0.5, restart: 'ipop' },
    { parameters: linear, ...environmentReader },
    { sigma: '0.5', restart_strategy: 'ipop' },
  ],
  [{ name: 'sobol' }, { parameters: linear, ...environmentReader }, {}],
  [
    { name: 'pbt', checkpoints: '/checkpoints', population: 10, truncation: 0.2 },
    { parameters: stepped, name: 't' },
    { suggestion_trial_dir: '/checkpoints', n_population: '10', truncation_threshold: '0.2' },
  ],
];

test.each(algorithms)('%j is written with texts for settings, and breaks no rule', (algorithm, changes, settings) => {
  const made = experiment({ ...byKatib({ algorithm }), ...changes });
  expect(complaintsOf(made)).toEqual([]);
  const { algorithmName, algorithmSettings = [] } = made.spec.algorithm;
  expect(algorithmName).toBe(algorithm.name);
  expect(Object.fromEntries(algorithmSettings.map(({ name, value }) => [name, value]))).toEqual(settings);
});

test('an Experiment has what the webhook would write back', () => {
  expect(experiment({ objective: maximize('accuracy', { goal: 0.99, also: ['loss'] }) }).spec).toMatchObject({
    objective: {
      type: 'maximize',
      goal: 0.99,
      objectiveMetricName: 'accuracy',
      additionalMetricNames: ['loss'],
      metricStrategies: [
        { name: 'accuracy', value: 'max' },
        { name: 'loss', value: 'max' },
      ],
    },
    resumePolicy: 'Never',
    parallelTrialCount: 2,
    maxTrialCount: 6,
    maxFailedTrialCount: 2,
    metricsCollectorSpec: { collector: { kind: 'StdOut' } },
    trialTemplate: {
      successCondition: 'status.conditions.#(type=="Complete")#|#(status=="True")#',
      failureCondition: 'status.conditions.#(type=="Failed")#|#(status=="True")#',
    },
  });
});

test('ranges are texts, with a logarithmic distribution where it is asked for', () => {
  const parameters = { a: double(1e-7, 0.5, { log: true }), b: int(-3, 9, { step: 3 }), c: choice(0.1, 'x') };
  expect(
    experiment({ parameters, ...environmentReader, training: { ...tuned.training, ...plain } }).spec.parameters,
  ).toEqual([
    { name: 'a', parameterType: 'double', feasibleSpace: { min: '1e-7', max: '0.5', distribution: 'logUniform' } },
    { name: 'b', parameterType: 'int', feasibleSpace: { min: '-3', max: '9', step: '3' } },
    { name: 'c', parameterType: 'categorical', feasibleSpace: { list: ['0.1', 'x'] } },
  ]);
});

const plain = { command: ['train'], args: undefined };

test('the trial is a Job of its own, whose program finds each parameter in a variable', () => {
  const training = { ...tuned.training, retries: 4, deadline: '3h', fatalExitCodes: [7] } as const;
  const { trialSpec, trialParameters, primaryContainerName } = experiment({ training }).spec.trialTemplate;
  expect(trialParameters.map(({ name, reference }) => [name, reference])).toEqual([
    ['booster', 'booster'],
    ['depth', 'depth'],
    ['learningRate', 'learningRate'],
  ]);
  expect(trialSpec.spec).toMatchObject({
    backoffLimit: 4,
    activeDeadlineSeconds: 10_800,
    podFailurePolicy: { rules: [{ action: 'Ignore' }, { action: 'FailJob', onExitCodes: { values: [7] } }] },
  });
  const [main] = trialSpec.spec.template.spec.containers;
  expect(main).toMatchObject({ name: primaryContainerName });
  expect(main?.env).toContainEqual({ name: 'PARAMETER_DEPTH', value: '$' + '{trialParameters.depth}' });
});

const collectors: readonly (readonly [KatibMetrics, object])[] = [
  [{ from: 'StdOut' }, { collector: { kind: 'StdOut' } }],
  [
    { from: 'StdOut', lines: ['([\\w-]+): ([\\d.]+)'] },
    { collector: { kind: 'StdOut' }, source: { filter: { metricsFormat: ['([\\w-]+): ([\\d.]+)'] } } },
  ],
  [
    { from: 'File', path: '/metrics/log.json', format: 'JSON' },
    {
      collector: { kind: 'File' },
      source: { fileSystemPath: { path: '/metrics/log.json', kind: 'File', format: 'JSON' } },
    },
  ],
  [
    { from: 'TensorFlowEvent', path: '/events' },
    { collector: { kind: 'TensorFlowEvent' }, source: { fileSystemPath: { path: '/events', kind: 'Directory' } } },
  ],
  [
    { from: 'PrometheusMetric', port: 9090 },
    { collector: { kind: 'PrometheusMetric' }, source: { httpGet: { path: '/metrics', port: 9090 } } },
  ],
];

test.each(collectors)('metrics of %j are collected', (metrics, expected) => {
  const made = experiment(byKatib({ metrics }));
  expect(made.spec.metricsCollectorSpec).toEqual(expected);
  expect(complaintsOf(made)).toEqual([]);
});

test('a program that Katib does not wrap keeps its command and arguments', () => {
  const [main] = experiment(byKatib({ metrics: { from: 'PrometheusMetric', port: 9090 } })).spec.trialTemplate.trialSpec
    .spec.template.spec.containers;
  expect([main?.command, main?.args]).toEqual([tuned.training.command, tuned.training.args]);
});

test('a word is quoted where a shell would read it otherwise, and variables stay variables', () => {
  const known = new Set(['RATE']);
  expect(shellLine(['train', '--rate=$(RATE)', '$(OTHER)', '$$(RATE)', "a'b", ''], known)).toBe(
    `train --rate="$RATE" '$(OTHER)' '$$''(RATE)' 'a'\\''b' ''`,
  );
});

test('early stopping opens its connections and states its settings', () => {
  const made = objectsOf(
    (scope) =>
      new HyperparameterSearch(scope, 'tune', {
        ...tuned,
        ...byKatib({ earlyStopping: { minTrials: 5, startStep: 2 } }),
      }),
    { environment: { ...environment, platform: withKatib } },
  );
  const found = made.find(({ kind }) => kind === 'Experiment') as KatibExperiment;
  expect(found.spec.earlyStopping).toEqual({
    algorithmName: 'medianstop',
    algorithmSettings: [
      { name: 'min_trials_required', value: '5' },
      { name: 'start_step', value: '2' },
    ],
  });
  expect(made.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name)).toEqual([
    'tune-suggestion-from-katib-controller',
    'tune-suggestion-to-katib-db-manager',
    'tune-suggestion-to-api-server',
    'tune-to-tune-suggestion',
    'tune-suggestion-from-tune',
  ]);
});

test('the pods of a trial have labels that those of the Experiment, which Katib writes over them, do not change', () => {
  const { metadata, spec } = experiment();
  expect(metadata.labels).toMatchObject(spec.trialTemplate.trialSpec.spec.template.metadata.labels);
});

test.each<[string, Partial<HyperparameterSearchProps>, RegExp]>([
  [
    'a logarithmic scale for cmaes',
    byKatib({ algorithm: { name: 'cmaes' } }),
    /parameters\.learningRate.*cmaes.*\[parameter-not-searchable\]/,
  ],
  [
    'one number for cmaes',
    {
      ...byKatib({ algorithm: { name: 'cmaes' } }),
      parameters: { depth: int(2, 8), booster: choice('a', 'b') },
      training: { ...tuned.training, ...plain },
      ...environmentReader,
    },
    /got '1 numbers'.*\[parameter-not-searchable\]/,
  ],
  [
    'a step for bayesianoptimization',
    { ...byKatib({ algorithm: { name: 'bayesianoptimization' } }), parameters: stepped },
    /a step, which it does not keep/,
  ],
  [
    'a step between bounds that are no multiples',
    { ...byKatib({ algorithm: { name: 'tpe' } }), parameters: { ...tuned.parameters, depth: int(3, 9, { step: 2 }) } },
    /parameters\.depth: got 'a step of which the bounds are no multiples'/,
  ],
  [
    'a double without step in a grid',
    { ...byKatib({ algorithm: { name: 'grid' } }), parameters: linear, ...environmentReader, trials: 3 },
    /learningRate: got 'a double without step'/,
  ],
  [
    'more trials than a grid has',
    { ...byKatib({ algorithm: { name: 'grid' } }), parameters: stepped, trials: 155 },
    /at most 154.*\[too-few-points\]/,
  ],
  [
    'too few at once for hyperband',
    {
      ...byKatib({ algorithm: { name: 'hyperband', resource: 'epochs', most: 27 } }),
      parameters: linear,
      ...environmentReader,
      trials: 60,
      parallel: 26,
    },
    /parallel: got 26, allowed at least 27.*\[out-of-range\]/,
  ],
  [
    'a resource that is no parameter',
    {
      ...byKatib({ algorithm: { name: 'hyperband', resource: 'steps', most: 1 } }),
      parameters: linear,
      ...environmentReader,
    },
    /resource: got 'steps'.*\[unknown-parameter\]/,
  ],
  [
    'a resource that is no whole number',
    {
      ...byKatib({ algorithm: { name: 'hyperband', resource: 'learningRate', most: 1 } }),
      parameters: linear,
      ...environmentReader,
    },
    /'learningRate', a double.*\[unknown-parameter\]/,
  ],
  [
    'a population of 4',
    {
      ...byKatib({ algorithm: { name: 'pbt', checkpoints: '/c', population: 4, truncation: 0.2 } }),
      parameters: stepped,
      name: 't',
    },
    /population: got 4.*\[out-of-range\]/,
  ],
  ['a name that does not begin with a letter', { ...byKatib(), name: '1-tune' }, /name: got '1-tune'.*\[bad-name\]/],
  [
    'a name too long for pbt',
    {
      ...byKatib({ algorithm: { name: 'pbt', checkpoints: '/c', population: 5, truncation: 0 } }),
      parameters: stepped,
      name: 'n'.repeat(18),
    },
    /27 characters with the run', allowed at most 26.*\[name-too-long\]/,
  ],
  [
    'a name too long for the service of an algorithm',
    { ...byKatib({ algorithm: { name: 'bayesianoptimization' } }), name: 'n'.repeat(34) },
    /allowed at most 42.*\[name-too-long\]/,
  ],
  [
    'checkpoints where something is mounted',
    {
      ...byKatib({ algorithm: { name: 'pbt', checkpoints: '/results', population: 5, truncation: 0 } }),
      parameters: stepped,
      name: 't',
      outputs: shared.at('/results'),
    },
    /engine\.algorithm: got '\/results'.*\[mount-overlap\]/,
  ],
  [
    'metrics in /tmp, which has a volume already',
    byKatib({ metrics: { from: 'File', path: '/tmp/metrics.log' } }),
    /engine\.metrics: got '\/tmp'.*\[mount-overlap\]/,
  ],
  [
    'metrics beside the files of a secret',
    {
      ...byKatib({ metrics: { from: 'File', path: '/certs/metrics.log' } }),
      training: { ...tuned.training, secrets: [secretFiles('certs', '/certs')] },
    },
    /\[mount-overlap\]/,
  ],
  [
    'lines of JSON',
    byKatib({ metrics: { from: 'File', path: '/m/log', format: 'JSON', lines: ['(a)=(b)'] } }),
    /lines with JSON.*\[not-allowed\]/,
  ],
  [
    'a line without two groups',
    byKatib({ metrics: { from: 'StdOut', lines: ['rmse=(.*)'] } }),
    /two groups.*\[not-allowed\]/,
  ],
  [
    'early stopping by a port',
    byKatib({ earlyStopping: {}, metrics: { from: 'PrometheusMetric', port: 9090 } }),
    /engine\.earlyStopping.*StdOut or File/,
  ],
  [
    'early stopping with fatal exit codes',
    { ...byKatib({ earlyStopping: {} }), training: { ...tuned.training, fatalExitCodes: [2] } },
    /always ends with 1/,
  ],
  [
    'an algorithm for architectures',
    byKatib({ algorithm: { name: 'enas' } as unknown as KatibAlgorithm }),
    /algorithm\.name: got 'enas'.*architectures of networks.*\[not-allowed\]/,
  ],
  [
    'a setting of another algorithm',
    byKatib({ algorithm: { name: 'random', gamma: 0.2 } as unknown as KatibAlgorithm }),
    /algorithm: got 'gamma'.*\[unknown-prop\]/,
  ],
  ['no number of trials', { ...byKatib(), trials: undefined }, /trials: got nothing.*\[missing-prop\]/],
])('%s is refused', (_what, changes, message) => {
  expect(() => search(changes)).toThrow(message);
});

test('trials that share a claim need a class of storage for many nodes, and early stopping the API server', () => {
  const pbt = {
    ...byKatib({ algorithm: { name: 'pbt', checkpoints: '/c', population: 5, truncation: 0 } }),
    parameters: stepped,
    name: 't',
  };
  expect(specOf({ name: 'pbt', checkpoints: '/c', population: 5, truncation: 0 }, pbt).resumePolicy).toBe('FromVolume');
  const storageClasses = { standard: { access: ['ReadWriteOnce'] } } as const;
  expect(() => search(pbt, { storageClasses })).toThrow(/\[storage-access\]/);
  expect(() => search(byKatib({ earlyStopping: {} }), { apiServer: undefined })).toThrow(/\[missing-platform-fact\]/);
  expect(() => search(byKatib(), { operators: { katib: { version: '0.18' } } })).toThrow(/\[missing-operator\]/);
});

test('the label that Katib wants can be put on the namespace of a workspace', () => {
  const app = new MlopsApp();
  const workspace = new Workspace(app.in(environment), 'workspace', {
    environment,
    quota: { cpu: '1', memory: '1Gi' },
  });
  const namespace = workspace.node.findChild('Namespace') as ApiObject;
  namespace.metadata.addLabel('katib.kubeflow.org/metrics-collector-injection', 'enabled');
  const [written] = Testing.synth(workspace);
  expect(written.metadata.labels['katib.kubeflow.org/metrics-collector-injection']).toBe('enabled');
});

const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,6}$/);
const spaces = fc.dictionary(
  name,
  fc.oneof(
    fc
      .record({ min: fc.integer({ min: 1, max: 99 }), more: fc.integer({ min: 1, max: 9 }), log: fc.boolean() })
      .map(({ min, more, log }) => double(min / 100, min / 100 + more, { log })),
    fc
      .record({ min: fc.integer(), more: fc.integer({ min: 1, max: 99 }) })
      .map(({ min, more }) => int(min, min + more)),
    fc
      .uniqueArray(fc.stringMatching(/^[a-z0-9._-]{1,6}$/), { minLength: 2, maxLength: 4 })
      .map((all) => choice(...all)),
  ),
  { minKeys: 1, maxKeys: 4 },
);

test('any valid search is an Experiment that breaks no rule of the webhook', () => {
  fc.assert(
    fc.property(
      spaces.filter(
        (all) => new Set(Object.keys(all).map((key) => key.toLowerCase())).size === Object.keys(all).length,
      ),
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
      (parameters, trials, args) => {
        const training = { ...tuned.training, command: ['train'], args };
        const made = experiment({
          parameters,
          trials,
          training,
          objective: minimize('loss'),
          parallel: 1,
          ...environmentReader,
          engine: katib({ algorithm: { name: 'tpe' } }),
        });
        expect(complaintsOf(made)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});
