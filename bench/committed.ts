import type { Run } from './processes';

/**
 * Figures measured before, for what takes minutes, by subject and size; `--slow` measures them anew. Measured with two
 * cores that others used too, so the CPU time says more than the time.
 */
export const committed: Readonly<Record<string, Run>> = {
  'cdk8s, 1000, chart a service': { seconds: 88.3, cpu: 46.2, peak: 245 },
  'plus-27, 1000, chart a service': { seconds: 320, cpu: 208, peak: 405 },
  /** Three times its first environment. */
  'kustomize, 1000, chart an environment': { seconds: 2460, cpu: 1160, peak: 307 },
  'cdk8s, 6667, chart an environment': { seconds: 56.8, cpu: 33.9, peak: 566 },
};
