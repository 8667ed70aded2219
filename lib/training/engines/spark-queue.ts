import type { PodTemplate } from '../../../imports/kubernetes';
import type { SparkPod } from '../../../imports/spark';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import { canonicalQuantity } from '../../quantity';
import { type Compute, gpuResource } from '../../vocabulary/compute';
import type { TrainingRequest } from '../training-engine';

/** Kueue's integration of Spark: alpha, off by default. @see https://kueue.sigs.k8s.io/docs/tasks/run/sparkapplications/ */
const integration = 'sparkoperator.k8s.io/sparkapplication';

/** What Kueue reads of pods in a queue: it does not look into their template. The operator writes the same twice. */
export function readByKueue(
  compute: Compute,
  { metadata: { annotations }, spec }: PodTemplate,
  platform: Platform,
): Partial<SparkPod> {
  const { nodeSelector, affinity, tolerations, priorityClassName } = spec;
  const [name, quantity] = gpuResource(compute, platform) ?? [];
  return {
    memoryLimit: canonicalQuantity(compute.memory),
    ...(annotations !== undefined && { annotations }),
    ...(nodeSelector !== undefined && { nodeSelector }),
    ...(affinity !== undefined && { affinity }),
    ...(tolerations !== undefined && { tolerations }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    ...(name !== undefined && quantity !== undefined && { gpu: { name, quantity } }),
  };
}

/** Without its integration Kueue would let a queued application run at once, and count nothing of it. */
export function checkSparkQueue({ spec, platform }: TrainingRequest, field: Field): void {
  const queue = spec.props.placement?.queue;
  if (queue === undefined || platform.operators?.['kueue']?.features?.includes(integration) === true) return;
  field
    .at('placement')
    .at('queue')
    .problem('missing-platform-fact', {
      got: `queue '${queue}' by a Kueue that admits no Spark applications`,
      allowed: `platform.operators.kueue.features with '${integration}'`,
      remedy:
        'list it under integrations.frameworks in the configuration of Kueue, with the feature gate SparkApplicationIntegration, and state it; or leave queue out',
    });
}
