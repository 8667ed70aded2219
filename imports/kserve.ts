import type { Container, PodSpec, StringMap } from './kubernetes';

/**
 * KServe, v0.20.0, `serving.kserve.io`: only the fields that this library writes.
 * @see https://github.com/kserve/kserve/tree/v0.20.0/config/crd/full
 */
export interface InferenceServiceSpec {
  readonly predictor: Predictor;
  readonly transformer?: ComponentPods;
  readonly explainer?: ComponentPods;
}

/** Pods of a component, with a container of its own. */
export type ComponentPods = Omit<Predictor, 'model' | 'canaryTrafficPercent' | 'workerSpec'>;

/** A pod's spec, and what KServe adds to it. */
export interface Predictor extends Omit<PodSpec, 'containers'> {
  readonly containers?: readonly Container[];
  readonly model?: ModelSpec;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly scaleMetric?: 'cpu' | 'memory' | 'concurrency' | 'rps';
  readonly scaleTarget?: number;
  readonly autoScaling?: {
    readonly metrics: readonly {
      readonly type: 'Resource';
      readonly resource: {
        readonly name: 'cpu' | 'memory';
        readonly target: { readonly type: 'Utilization'; readonly averageUtilization: number };
      };
    }[];
  };
  readonly deploymentStrategy?: {
    readonly type: 'RollingUpdate';
    readonly rollingUpdate: { readonly maxSurge: string; readonly maxUnavailable: number };
  };
  readonly canaryTrafficPercent?: number;
  readonly timeout?: number;
  readonly batcher?: { readonly maxBatchSize: number; readonly maxLatency: number; readonly timeout: number };
  readonly logger?: { readonly mode: 'all' | 'request' | 'response'; readonly url: string };
  readonly workerSpec?: WorkerSpec;
}

/** The further pods of a predictor over several nodes. */
export interface WorkerSpec extends Omit<PodSpec, 'containers'> {
  readonly containers: readonly (Pick<Container, 'name'> & Partial<Container>)[];
  readonly pipelineParallelSize: number;
  readonly tensorParallelSize: number;
}

/** The name is written by the server: it must be there and empty. */
export interface ModelSpec extends Partial<Omit<Container, 'name'>> {
  readonly name: '';
  readonly modelFormat: { readonly name: string; readonly version?: string };
  readonly runtime: string;
  readonly storageUri?: string;
  readonly protocolVersion?: ProtocolVersion;
}

export type ProtocolVersion = 'v1' | 'v2' | 'grpc-v1' | 'grpc-v2';

export interface ServingRuntimeSpec extends Pick<PodSpec, 'containers' | 'volumes' | 'imagePullSecrets'> {
  readonly annotations?: StringMap;
  readonly workerSpec?: WorkerSpec;
  readonly supportedModelFormats: readonly {
    readonly name: string;
    readonly version?: string;
    readonly autoSelect: boolean;
  }[];
  readonly protocolVersions?: readonly ProtocolVersion[];
  readonly multiModel: boolean;
}

export interface InferenceGraphSpec {
  readonly nodes: Readonly<Record<string, InferenceRouter>>;
  readonly resources?: Container['resources'];
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly timeout?: number;
}

export interface InferenceRouter {
  readonly routerType: 'Sequence' | 'Splitter' | 'Ensemble' | 'Switch';
  readonly steps: readonly InferenceStep[];
}

export interface InferenceStep {
  readonly name?: string;
  readonly serviceName?: string;
  readonly nodeName?: string;
  readonly serviceUrl?: string;
  readonly data?: '$request' | '$response';
  readonly condition?: string;
  readonly weight?: number;
  readonly dependency?: 'Soft' | 'Hard';
}
