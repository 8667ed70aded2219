import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Labels } from '../vocabulary/labels';

/** At most one pod away at a time by a drain; pods that are not ready never block one. */
export function disruptionBudget(scope: Construct, name: string, selector: Labels): void {
  emit(scope, 'DisruptionBudget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, labels: selector },
    spec: { maxUnavailable: 1, selector: { matchLabels: selector }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  });
}
