import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';

/** What keeps each autoscaler of nodes from ending a training to save a node; a reclaimed spot node still ends it. */
const annotationsOf: Readonly<Record<string, Labels>> = {
  /** @see https://karpenter.sh/docs/concepts/disruption/#pod-level-controls */
  karpenter: { 'karpenter.sh/do-not-disrupt': 'true' },
  /** @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#what-types-of-pods-can-prevent-ca-from-removing-a-node */
  'cluster-autoscaler': { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' },
};

/** Annotations of the pods of a training, for the autoscalers that the platform has. */
export function undisturbedBy({ operators = {} }: Platform): Labels | undefined {
  const wanted = Object.entries(annotationsOf).filter(([operator]) => operators[operator] !== undefined);
  return wanted.length === 0 ? undefined : Object.assign({}, ...wanted.map(([, annotations]) => annotations));
}
