import type { Field } from '../problems';
import type { NodePool } from './node-pool';
import { atLeast } from './version';

/** Kubernetes in which claims of devices are stable. @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
const deviceClaims = '1.34';

interface Pools {
  readonly kubernetes: string;
  readonly pools?: Readonly<Record<string, NodePool>>;
}

/** What the pools of one cluster must have in common with each other and with its version. */
export function nodePools({ pools = {}, kubernetes }: Pools, field: Field): void {
  const currencies = new Set(Object.values(pools).flatMap(({ price }) => price?.currency ?? []));
  if (currencies.size > 1) {
    field.at('pools').problem('not-allowed', {
      got: [...currencies].sort().join(', '),
      allowed: 'prices of one currency',
      remedy: 'convert them',
    });
  }
  for (const [name, { gpu }] of Object.entries(pools)) {
    if (gpu?.allocation !== 'dra' || atLeast(kubernetes, deviceClaims)) continue;
    field
      .at('pools')
      .at(name)
      .at('gpu')
      .at('allocation')
      .problem('version-too-old', {
        got: `'dra' on Kubernetes ${kubernetes}`,
        allowed: `Kubernetes ${deviceClaims} or newer`,
        remedy: "use 'devicePlugin', or upgrade the cluster and platform.kubernetes",
      });
  }
}
