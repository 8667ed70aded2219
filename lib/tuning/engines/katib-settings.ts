export interface Seeded {
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
