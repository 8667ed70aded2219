import type { NodePool } from '../platform/node-pool';
import { onPools, type Placement } from '../vocabulary/placement';
import { requiredTerms } from './required-terms';

/** Nodes of `first` while one has room, else nodes of `second`, and no others. */
export function onEitherPool(first: NodePool, second: NodePool, placement: Placement): ReturnType<typeof onPools> {
  const { nodeAffinity, ...either } = onPools([first, second], placement);
  const [preference] = requiredTerms(nodeAffinity);
  if (preference === undefined) return either;
  return {
    ...either,
    nodeAffinity: { ...nodeAffinity, preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference }] },
  };
}
