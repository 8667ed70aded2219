import {
  Claim,
  choice,
  double,
  HyperparameterSearch,
  type HyperparameterSearchProps,
  indexedJob,
  int,
  katib,
  minimize,
  type Platform,
  randomSample,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, container } from '../fixtures/workloads';

export const shared = Claim.reference({ name: 'shared', access: 'ReadWriteMany' });

/** Katib is installed. */
export const withKatib: Platform = {
  ...platform,
  operators: { ...platform.operators, katib: { version: '0.19' } },
};

export const tuned: HyperparameterSearchProps = {
  training: {
    ...container,
    command: ['python', 'train.py', '--rate=$(PARAMETER_LEARNING_RATE)', '--booster', '$(PARAMETER_BOOSTER)'],
    args: ['--depth=$(PARAMETER_DEPTH)'],
  },
  parameters: {
    learningRate: double(1e-4, 1e-1, { log: true }),
    depth: int(2, 8),
    booster: choice('gbtree', 'dart'),
  },
  objective: minimize('rmse'),
  trials: 6,
  parallel: 2,
  engine: indexedJob({ search: randomSample({ seed: 7 }) }),
};

/** A search in a chart of its own, on a platform with Katib. */
export function search(
  changes: Partial<HyperparameterSearchProps> = {},
  facts: Partial<Platform> = {},
): HyperparameterSearch {
  const scope = chart({ environment: { ...environment, platform: { ...withKatib, ...facts } } });
  return new HyperparameterSearch(scope, 'tune', { ...tuned, ...changes });
}

export const byKatib = (options: Parameters<typeof katib>[0] = {}): Partial<HyperparameterSearchProps> => ({
  engine: katib(options),
});
