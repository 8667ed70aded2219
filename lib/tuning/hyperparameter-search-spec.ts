import { type Duration, duration } from '../duration';
import { engineValue } from '../engine';
import { dnsName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { anything, type Check, integer, mapOf, oneOf, record, required } from '../shape';
import type { TrainingSpec } from '../training/training-job-spec';
import { claimsOnNodes, type Mount, mount } from '../vocabulary/storage';
import { type SearchObjective, searchObjective } from './objective';
import { type Parameter, parameter } from './parameter';
import { checkDistinct, checkReferences, type Reads } from './parameter-variables';
import type { NamedParameter } from './search';
import type { SearchEngine } from './search-engine';
import { type SearchTraining, searchTraining } from './search-training';

export interface HyperparameterSearchProps {
  /** Name of its objects on the cluster. @default the construct's id, with the chart's `instance` before it */
  readonly name?: string;
  /** What each trial runs. */
  readonly training: SearchTraining;
  /** What is varied, by name. The value of `learningRate` is the variable PARAMETER_LEARNING_RATE of its trial. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /**
   * `arguments`: the training names each parameter at least once, as `$(PARAMETER_LEARNING_RATE)` in its command,
   * arguments or variables. `environment`: the program reads the variables itself. @default 'arguments'
   */
  readonly reads?: Reads;
  readonly objective: SearchObjective;
  /** Trials in all. @default every point of a grid; else it must be given */
  readonly trials?: number;
  /** Trials at once. @default 1 */
  readonly parallel?: number;
  /** Trials that may fail for good; one more ends the search. @default a quarter */
  readonly failedTrials?: number;
  /**
   * A folder of a claim for results. Each trial has a folder of its own in it, TRIAL_OUTPUT: the program writes the
   * objective's value there, into a file of the metric's name. @default none: results are in the logs only
   */
  readonly outputs?: Mount;
  /** The longest that the whole search may take. @default unlimited: each trial has a deadline */
  readonly deadline?: Duration;
  /** Raise it to search again without another change. @default 1 */
  readonly run?: number;
  /** What becomes of an older run that is still going: it ends by itself, or Argo CD prunes it. @default 'finish' */
  readonly supersede?: 'finish' | 'cancel';
  /** Back end. @default indexedJob({ search: grid() }) */
  readonly engine?: SearchEngine;
}

/** A search, complete and checked. */
export interface SearchSpec
  extends Required<Pick<HyperparameterSearchProps, 'trials' | 'parallel' | 'failedTrials' | 'run' | 'supersede'>>,
    Pick<HyperparameterSearchProps, 'objective' | 'outputs' | 'deadline'> {
  readonly props: HyperparameterSearchProps;
  /** What each trial runs; the folder of results is among its mounts. */
  readonly training: TrainingSpec;
  /** Sorted by name, so that their order in the program changes nothing. */
  readonly parameters: readonly NamedParameter[];
}

/** Beyond this a search is a mistake. */
export const mostTrials = 10_000;

const parameterName: Check<string> = (name, field) => {
  if (/^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name)) return;
  field.problem('bad-name', {
    got: name,
    allowed: "at most 40 letters, digits, '_' and '-', a letter first",
    remedy: 'rename the parameter',
  });
};

const parameters: Check<HyperparameterSearchProps['parameters']> = (given, field) => {
  mapOf(parameter, parameterName)(given, field);
  if (Object.keys(given ?? {}).length === 0) {
    field.problem('out-of-range', { got: given, allowed: 'at least one parameter', remedy: 'add what is varied' });
  }
};

const outputs: Check<Mount> = (folder, field) => {
  const before = field.problems.length;
  mount(folder, field);
  if (field.problems.length > before) return;
  if ('claim' in folder.source && !folder.readOnly) return;
  field.problem('not-allowed', {
    got: folder.readOnly ? 'a folder that is only read' : 'a folder that ends with its pod',
    allowed: 'a folder of a claim that is written to',
    remedy: "give claim.at('/results')",
  });
};

const shape = record<HyperparameterSearchProps>({
  name: dnsName,
  training: required(anything),
  parameters: required(parameters),
  reads: oneOf('arguments', 'environment'),
  objective: required(searchObjective),
  trials: integer(1, mostTrials),
  parallel: integer(1, mostTrials),
  failedTrials: integer(0, mostTrials),
  outputs,
  deadline: duration,
  run: integer(1, 1_000_000),
  supersede: oneOf('finish', 'cancel'),
  engine: engineValue('indexedJob() or katib()'),
});

/** Fills in the defaults and checks everything that needs no engine but its number of trials; problems go to the field. */
export function searchSpec(
  props: HyperparameterSearchProps,
  name: string,
  engine: SearchEngine,
  platform: Platform,
  field: Field,
): SearchSpec | undefined {
  shape(props, field);
  if (props?.name === undefined) dnsName(name, field.at('name'));
  if (field.problems.length > 0) return undefined;
  const { objective, parallel = 1, deadline, run = 1, supersede = 'finish' } = props;
  const training = searchTraining(props.training, props.outputs, platform, field.at('training'));
  if (training === undefined) return undefined;
  const named = Object.entries(props.parameters)
    .map(([key, entry]): NamedParameter => ({ name: key, parameter: entry }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  checkDistinct(named, field.at('parameters'));
  checkReferences(props.training, named, props.reads ?? 'arguments', field);
  claimsOnNodes(training.mounts, parallel, field.at('training').at('mounts'));
  const trials = props.trials ?? engine.trials?.(named);
  if (trials === undefined) {
    field.at('trials').problem('missing-prop', { got: trials, allowed: 'a number', remedy: "give 'trials'" });
  } else checkCounts(props, trials, field);
  return {
    props,
    training,
    parameters: named,
    objective,
    trials: trials ?? parallel,
    parallel,
    failedTrials: props.failedTrials ?? Math.ceil((trials ?? parallel) / 4),
    outputs: props.outputs,
    deadline,
    run,
    supersede,
  };
}

function checkCounts(
  { parallel = 1, failedTrials = 0 }: HyperparameterSearchProps,
  trials: number,
  field: Field,
): void {
  const allowed = `at most ${trials}, the number of trials`;
  if (parallel > trials)
    field.at('parallel').problem('parallel-above-trials', { got: parallel, allowed, remedy: 'lower it' });
  if (failedTrials > trials)
    field.at('failedTrials').problem('out-of-range', { got: failedTrials, allowed, remedy: 'lower it' });
}
