import type { Field } from '../../problems';
import { integer, oneOf, required, type Shape, text } from '../../shape';
import { mountPath } from '../../vocabulary/storage';
import { mostTrials, type SearchSpec } from '../hyperparameter-search-spec';
import { isContinuous } from '../levels';
import type { Parameter } from '../parameter';
import { checkEnough, type NamedParameter, sizeOf } from '../search';
import { number } from './variant';

interface Seeded {
  /** Makes the choice of points repeatable. @default another choice each time */
  readonly seed?: number;
}

/** The algorithms of Katib and their settings. @see https://www.kubeflow.org/docs/components/katib/user-guides/hp-tuning/configure-algorithm/ */
export interface KatibAlgorithms {
  random: Seeded;
  grid: Seeded;
  /** Tree of Parzen estimators (Hyperopt). */
  tpe: Seeded & {
    /** Share of trials that count as good, from 0.01 to 0.99. @default 0.25 */
    readonly gamma?: number;
    /** Weight of what was assumed before, at least 0.01. @default 1 */
    readonly priorWeight?: number;
    /** Candidates for each trial. @default 24 */
    readonly candidates?: number;
  };
  /** The same over all parameters together (Optuna). */
  'multivariate-tpe': Seeded & {
    /** Random trials at the beginning. @default 10 */
    readonly startupTrials?: number;
    /** @default 24 */
    readonly candidates?: number;
  };
  /** Bayesian optimization (scikit-optimize). */
  bayesianoptimization: Seeded & {
    /** @default 'GP' */
    readonly estimator?: 'GP' | 'RF' | 'ET' | 'GBRT';
    /** Random trials at the beginning. @default 10 */
    readonly initialPoints?: number;
    /** @default 'gp_hedge' */
    readonly acquisition?: 'gp_hedge' | 'LCB' | 'EI' | 'PI' | 'EIps' | 'PIps';
    /** @default 'auto' */
    readonly optimizer?: 'auto' | 'sampling' | 'lbfgs';
  };
  /** Many short trials, of which the best go on. */
  hyperband: {
    /** The whole-number parameter that says how long a trial trains, such as the epochs. */
    readonly resource: string;
    /** Most of the resource for one trial. */
    readonly most: number;
    /** One of so many goes on. @default 3 */
    readonly eta?: number;
  };
  /** Covariance matrix adaptation (Goptuna). */
  cmaes: Seeded & {
    /** Spread of the first trials. @default computed from the ranges */
    readonly sigma?: number;
    /** @default 'none' */
    readonly restart?: 'none' | 'ipop' | 'bipop';
  };
  /** Evenly spread points (Goptuna). */
  sobol: Record<never, never>;
  /** Population-based training: the best trials' checkpoints go on with changed parameters. */
  pbt: {
    /** Folder in which a trial finds its parent's checkpoint and leaves its own; Katib mounts a claim there. */
    readonly checkpoints: string;
    /** Trials of one generation, at least 5. */
    readonly population: number;
    /** Share of the worst that is replaced, from 0 to 1. */
    readonly truncation: number;
  };
}

/** An algorithm by its name in Katib, with its settings. */
export type KatibAlgorithm = {
  [K in keyof KatibAlgorithms]: { readonly name: K } & KatibAlgorithms[K];
}[keyof KatibAlgorithms];

/** Why an algorithm cannot take a parameter; undefined when it can. */
type Refusal = (parameter: Parameter) => string | undefined;

const noLog: Refusal = (parameter) =>
  parameter.type !== 'choice' && parameter.log ? 'a logarithmic scale, which it takes for a linear one' : undefined;
const noStep: Refusal = (parameter) =>
  parameter.type !== 'choice' && parameter.step !== undefined ? 'a step, which it does not keep' : undefined;
const stepNeeded: Refusal = (parameter) => (isContinuous(parameter) ? 'a double without step' : undefined);
/** Hyperopt rounds to multiples of the step, whatever the minimum is. */
const multiples: Refusal = (parameter) => {
  if (parameter.type === 'choice' || parameter.step === undefined) return undefined;
  const { min, max, step } = parameter;
  const whole = [min, max].every((bound) => Math.abs(bound / step - Math.round(bound / step)) < 1e-6);
  return whole ? undefined : 'a step of which the bounds are no multiples';
};

/** What is known of an algorithm. */
export interface KatibAlgorithmFacts<S = never> {
  readonly shape: Shape<S>;
  /** Upstream names of its settings. */
  readonly settings: { readonly [K in keyof S]-?: string };
  readonly refuses: readonly Refusal[];
  /** Longest that Katib adds to the name of an experiment, where it is more than its own. */
  readonly suffix?: number;
  /** Whether trials share a claim that Katib makes. @default false */
  readonly sharesVolume?: boolean;
  /** Where Katib mounts it. @default nowhere */
  readonly folder?: (settings: S) => string;
  /** How many trials there are where nobody says so. */
  readonly trials?: (parameters: readonly NamedParameter[]) => number;
  /** What else its service asks of a search. */
  readonly check?: (settings: S, spec: SearchSpec, field: Field) => void;
}

const seeded: Shape<Seeded> = { seed: integer(0) };
const seed = { seed: 'random_state' } as const;

function checkHyperband(
  { resource, most, eta = 3 }: KatibAlgorithms['hyperband'],
  spec: SearchSpec,
  field: Field,
): void {
  const named = spec.parameters.find(({ name }) => name === resource)?.parameter;
  if (named?.type !== 'int') {
    field
      .at('engine')
      .at('algorithm')
      .at('resource')
      .problem('unknown-parameter', {
        got: named === undefined ? resource : `'${resource}', a ${named.type}`,
        allowed: 'the name of a parameter made by int()',
        remedy: 'add the parameter that says how long a trial trains',
      });
  }
  const least = Math.ceil(eta ** Math.trunc(Math.log(most) / Math.log(eta)));
  if (spec.parallel < least) {
    field.at('parallel').problem('out-of-range', {
      got: spec.parallel,
      allowed: `at least ${least}, the first round of hyperband with most: ${most} and eta: ${eta}`,
      remedy: 'raise it, or lower most',
    });
  }
}

function checkGrid({ parameters, trials }: SearchSpec, field: Field): void {
  checkEnough(parameters, trials, field);
  if (trials <= mostTrials) return;
  field.at('engine').problem('grid-too-large', {
    got: `a grid of ${trials} points`,
    allowed: `at most ${mostTrials}`,
    remedy: 'take larger steps, fewer trials, or another algorithm',
  });
}

function checkNumbers(spec: SearchSpec, field: Field): void {
  const numbers = spec.parameters.filter(({ parameter }) => parameter.type !== 'choice');
  if (numbers.length >= 2) return;
  field.at('parameters').problem('parameter-not-searchable', {
    got: `${numbers.length} numbers`,
    allowed: 'at least two of double() and int() for cmaes',
    remedy: 'choose another algorithm',
  });
}

/** Every algorithm of Katib that searches parameters, as its service in Katib 0.19 takes it. */
export const katibAlgorithms: { readonly [K in keyof KatibAlgorithms]: KatibAlgorithmFacts<KatibAlgorithms[K]> } = {
  random: { shape: seeded, settings: seed, refuses: [multiples] },
  grid: {
    shape: seeded,
    settings: seed,
    refuses: [noLog, stepNeeded],
    trials: sizeOf,
    check: (_settings, spec, field) => checkGrid(spec, field),
  },
  tpe: {
    shape: { ...seeded, gamma: number(0.01, 0.99), priorWeight: number(0.01), candidates: integer(1) },
    settings: { ...seed, gamma: 'gamma', priorWeight: 'prior_weight', candidates: 'n_EI_candidates' },
    refuses: [multiples],
  },
  'multivariate-tpe': {
    shape: { ...seeded, startupTrials: integer(0), candidates: integer(0) },
    settings: { ...seed, startupTrials: 'n_startup_trials', candidates: 'n_ei_candidates' },
    refuses: [],
  },
  bayesianoptimization: {
    shape: {
      ...seeded,
      estimator: oneOf('GP', 'RF', 'ET', 'GBRT'),
      initialPoints: integer(0),
      acquisition: oneOf('gp_hedge', 'LCB', 'EI', 'PI', 'EIps', 'PIps'),
      optimizer: oneOf('auto', 'sampling', 'lbfgs'),
    },
    settings: {
      ...seed,
      estimator: 'base_estimator',
      initialPoints: 'n_initial_points',
      acquisition: 'acq_func',
      optimizer: 'acq_optimizer',
    },
    refuses: [noStep],
  },
  hyperband: {
    shape: { resource: required(text), most: required(number(1)), eta: integer(2) },
    settings: { resource: 'resource_name', most: 'r_l', eta: 'eta' },
    refuses: [noLog, noStep],
    check: checkHyperband,
  },
  cmaes: {
    shape: { ...seeded, sigma: number(0), restart: oneOf('none', 'ipop', 'bipop') },
    settings: { ...seed, sigma: 'sigma', restart: 'restart_strategy' },
    refuses: [noLog],
    check: (_settings, spec, field) => checkNumbers(spec, field),
  },
  sobol: { shape: {}, settings: {}, refuses: [noLog] },
  pbt: {
    shape: { checkpoints: required(mountPath), population: required(integer(5)), truncation: required(number(0, 1)) },
    settings: { checkpoints: 'suggestion_trial_dir', population: 'n_population', truncation: 'truncation_threshold' },
    refuses: [noLog, stepNeeded],
    suffix: 37,
    sharesVolume: true,
    folder: ({ checkpoints }) => checkpoints,
  },
};

const ofArchitectures = 'it searches architectures of networks: write its Experiment with emit()';

/** Algorithms of Katib that search something else. */
export const katibRefused = { enas: ofArchitectures, darts: ofArchitectures } as const;
