import type { Field } from '../../problems';
import { integer, oneOf, required, type Shape, text } from '../../shape';
import { mountPath } from '../../vocabulary/storage';
import type { SearchSpec } from '../hyperparameter-search-spec';
import { type NamedParameter, sizeOf } from '../search';
import {
  checkGrid,
  checkHyperband,
  checkNumbers,
  multiples,
  noLog,
  noStep,
  type Refusal,
  stepNeeded,
} from './katib-limits';
import type { KatibAlgorithm, KatibAlgorithms, Seeded } from './katib-settings';
import { number } from './number';

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

export function factsOf({ name }: KatibAlgorithm): KatibAlgorithmFacts {
  return katibAlgorithms[name] as KatibAlgorithmFacts;
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
