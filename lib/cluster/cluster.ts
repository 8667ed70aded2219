import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import { Platform, platformCheck } from '../platform/platform';
import { Field } from '../problems';
import { clusterQueues } from '../queueing/cluster-queues';
import { type Check, record, required } from '../shape';
import { adapterRules } from './adapter-rules';
import { customResourceReaders } from './custom-resource-readers';
import { gpuMetricsReaders } from './gpu-metrics-readers';
import { kubeletReaders } from './kubelet-readers';
import { modelCaches } from './model-caches';
import { readers } from './readers';

export interface ClusterProps {
  readonly platform: Platform;
}

const shape: Check<ClusterProps> = record<ClusterProps>({ platform: required(platformCheck) });

/** Everything with cluster scope, made once for all environments of a cluster. */
export class Cluster extends Chart {
  readonly cluster: string;

  /** @throws MlopsError for a malformed platform */
  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id, { labels: { 'app.kubernetes.io/managed-by': 'cdk8s-mlops' } });
    const field = Field.of(this);
    shape(props, field);
    field.throwIfAny();
    Platform.provide(this, props.platform);
    this.cluster = props.platform.cluster;
    const { metricsAdapter, gpuMetrics, modelCache } = props.platform;
    readers(this, kubeletReaders(props.platform.kubeletReaders));
    readers(this, customResourceReaders(props.platform.customResourceReaders));
    if (metricsAdapter !== undefined) adapterRules(this, metricsAdapter);
    if (gpuMetrics !== undefined) readers(this, gpuMetricsReaders(gpuMetrics));
    for (const [name, { value, preempts = true }] of Object.entries(props.platform.priorities ?? {})) {
      emit(this, `priority-${name}`, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        description: `Importance ${value} of pods in ${this.cluster}`,
        globalDefault: false,
        preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
        value,
      });
    }
    if (modelCache !== undefined) modelCaches(this, modelCache, props.platform);
    for (const object of clusterQueues(props.platform)) emit(this, `${object.kind}-${object.metadata.name}`, object);
  }

  /** Path of its file under the output folder, without extension. */
  get outputPath(): string {
    return `clusters/${this.cluster}/cluster`;
  }
}
