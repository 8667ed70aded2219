import type { NodeAffinity, NodeSelectorTerm } from '../../imports/kubernetes';

/** One condition on a label of nodes. */
export type Requirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

/** What nodes must have: one of these, or anything where there is none. */
export function requiredTerms(affinity: NodeAffinity | undefined): readonly NodeSelectorTerm[] {
  return affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
}
