import type { Construct } from 'constructs';
import type { EnvVar } from '../../../imports/kubernetes';
import { emit } from '../../kinds/emit';
import { catalogueReference } from '../../platform/image-catalogue';
import type { ContainerRequest } from '../../pod/container';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { trialVariables, variableOf } from '../parameter-variables';
import type { RenderedSearch, SearchContext, SearchEngine, TrialAdditions } from '../search-engine';
import { trialEnvironment } from '../search-object';
import { factsOf } from './katib-algorithms';
import { checkKatib } from './katib-check';
import { katibConnections } from './katib-connections';
import { experimentOf, parameterEnvironment } from './katib-experiment';
import { collectorOf } from './katib-metrics';
import { type KatibOptions, type KatibSettings, settled } from './katib-options';
import { shellLine } from './shell-line';

/** What Katib adds to the name of an experiment for a trial: a dash and eight characters. */
const trialSuffix = 9;

/** A Katib Experiment, whose algorithm chooses each trial by what the earlier ones gave. @see https://www.kubeflow.org/docs/components/katib/ */
export function katib(options: KatibOptions = {}): SearchEngine {
  const settings = settled(options);
  const { algorithm, metrics, earlyStopping, namespace } = settings;
  return value('engine', {
    name: 'katib',
    needs: [{ operator: 'katib', version: '0.19' }],
    supports: ['goal', 'moreMetrics', 'failedTrials', 'retries', 'fatalExitCodes', 'outputs', 'sidecars'],
    carries: everyPodField,
    owns: [],
    experimental: "Katib's own checks have never judged its output in a test",
    declares: { algorithm, metrics, earlyStopping },
    trials: (parameters) => factsOf(algorithm)?.trials?.(parameters),
    nameLimit: () => 63 - Math.max(`-${algorithm.name}`.length, factsOf(algorithm)?.suffix ?? trialSuffix),
    check: (request, field) => checkKatib(options, request, field),
    connections: (name, labels) => katibConnections(name, labels, namespace, earlyStopping !== undefined),
    render: (scope, context) => renderExperiment(scope, context, settings),
  } as const satisfies SearchEngine);
}

function renderExperiment(scope: Construct, context: SearchContext, settings: KatibSettings): RenderedSearch {
  const { spec, labels, pod } = context;
  const trial = trialEnvironment(context, "metadata.labels['batch.kubernetes.io/job-name']");
  const template = pod({
    env: [...parameterEnvironment(spec.parameters), ...trial],
    before: outputFolder(context, trial),
    ...(collectorOf(settings.metrics).wraps && { program: inShell(context) }),
  });
  const workload = emit(scope, 'Resource', experimentOf(context, settings, template));
  return {
    objects: { workload },
    endpoints: [],
    podSets: [{ labels, count: spec.parallel, pod: template }],
    trials: [],
  };
}

/** Makes the folder of a trial's results; it ends before the training starts, so it takes no more room. */
function outputFolder({ spec, platform }: SearchContext, adds: readonly EnvVar[]): readonly ContainerRequest[] {
  const { outputs, training } = spec;
  if (outputs === undefined) return [];
  const { ephemeralStorage } = training.props.compute;
  return [
    {
      name: 'make-folder',
      image: catalogueReference('busybox', platform),
      command: ['mkdir', '-p', `$(${trialVariables.output})`],
      compute: { cpu: '10m', memory: '16Mi', ephemeralStorage },
      mounts: [outputs],
      adds,
    },
  ];
}

/** The program as the one line that Katib will make of it. */
function inShell({ spec }: SearchContext): TrialAdditions['program'] {
  const { command = [], args = [], env = {}, secrets = [] } = spec.training.props;
  const variables = new Set([
    ...spec.parameters.map(({ name }) => variableOf(name)),
    ...Object.values(trialVariables),
    'RUN_ID',
    ...Object.keys(env),
    ...secrets.flatMap(({ variables: named = {} }) => Object.keys(named)),
  ]);
  return { command: ['sh', '-c', shellLine([...command, ...args], variables)] };
}
