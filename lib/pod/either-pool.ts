import type { NodeSelectorTerm, PodSpec } from '../../imports/kubernetes';
import type { NodePool } from '../platform/node-pool';
import { onPool } from '../vocabulary/placement';

function nodesOf({ labels }: NodePool): NodeSelectorTerm {
  return {
    matchExpressions: Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, operator: 'In', values: [value] })),
  };
}

/** Nodes of `first` while one has room, else nodes of `second`, and no others. */
export function onEitherPool(first: NodePool, second: NodePool): Pick<PodSpec, 'affinity' | 'tolerations'> {
  const tolerations = new Map(
    [first, second].flatMap((pool) => onPool(pool).tolerations ?? []).map((one) => [JSON.stringify(one), one]),
  );
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [nodesOf(first), nodesOf(second)] },
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: nodesOf(first) }],
      },
    },
    ...(tolerations.size > 0 && { tolerations: [...tolerations.values()] }),
  };
}
