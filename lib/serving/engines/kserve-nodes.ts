import type { ServingRuntimeSpec, WorkerSpec } from '../../../imports/kserve';
import type { PodTemplate } from '../../../imports/kubernetes';
import type { Labels } from '../../vocabulary/labels';
import { modelRoot } from '../../vocabulary/model';
import { gathered, gatheringSeconds, type ServerGroup } from '../group';
import { groupSizeOf } from '../llm/parallel';
import type { ModelServiceProps } from '../model-service-spec';
import { probes } from '../server-container';
import type { ServiceContext } from '../service-engine';
import { kserveContainer } from './kserve-components';

/** A predictor over several pods: the first of them, the others, and what KServe must know. */
export interface KserveNodes {
  readonly size: number;
  readonly first: PodTemplate;
  readonly worker: PodTemplate;
  readonly workerSpec: WorkerSpec;
  readonly runtime: Pick<ServingRuntimeSpec, 'annotations' | 'workerSpec'>;
  readonly annotations: Labels;
  /** Labels of the first: KServe gives those of the InferenceService to all. */
  readonly answering: Labels;
}

const workerContainer = 'worker-container';
/** GPUs that KServe knows. @see https://github.com/kserve/kserve/blob/v0.20.0/pkg/constants/constants.go */
const knownGpus = ['nvidia.com/gpu', 'amd.com/gpu', 'intel.com/gpu', 'habana.ai/gaudi'];
/** Each pod is a node of vLLM's own: KServe then counts pods by the first size and GPUs of a pod by the second. */
const withoutRay: Labels = { 'multinode/executor-backend': 'mp' };

/** The predictor of a model that one pod cannot hold; undefined where one can. */
export function kserveNodes(context: ServiceContext): KserveNodes | undefined {
  const { name, spec, selector } = context;
  const { props } = spec;
  const size = groupSizeOf(props);
  const inGroup = props.server?.inGroup;
  if (size === 1 || inGroup === undefined) return undefined;
  const group: ServerGroup = { size, first: 'HEAD_SVC', others: 'WORKER_SVC' };
  const asked = probes({ ...spec, startupSeconds: spec.startupSeconds + gatheringSeconds });
  const main = {
    ...kserveContainer(context),
    adds: [{ name: 'MODEL_PATH', value: modelRoot }, ...inGroup.variables],
  };
  const placement = gathered(props.placement);
  const first = context.pod({ main: { ...main, ...inGroup.leads(props, group), probes: asked }, placement });
  const others = inGroup.follows(props, group);
  const alive = askingFirst(asked, inGroup.asksFirst(spec.port, group));
  const worker = context.pod({
    main: { ...main, ...others, name: workerContainer, ports: undefined, probes: alive },
    placement,
  });
  const gpus = gpuTypes(worker);
  const sizes = { pipelineParallelSize: size, tensorParallelSize: props.compute.gpu?.count ?? 1 };
  return {
    size,
    first,
    worker,
    workerSpec: { ...worker.spec, ...sizes },
    runtime: {
      annotations: { ...withoutRay, ...gpus },
      // Filled in by the InferenceService: a runtime for several nodes must have the container.
      workerSpec: {
        containers: worker.spec.containers.map(({ name: own, image }) => ({ name: own, image })),
        ...sizes,
      },
    },
    annotations: gpus,
    answering: { ...selector, app: `isvc.${name}-predictor` },
  };
}

type Probes = ReturnType<typeof probes>;

function askingFirst(asked: Probes, command: readonly string[]): Probes {
  const ask = (key: keyof Probes) => {
    const { httpGet: _http, tcpSocket: _tcp, grpc: _grpc, ...pace } = asked[key];
    return { ...pace, exec: { command } };
  };
  return {
    startupProbe: ask('startupProbe'),
    readinessProbe: ask('readinessProbe'),
    livenessProbe: ask('livenessProbe'),
  };
}

/** GPUs of another name are told to KServe. */
function gpuTypes({ spec }: PodTemplate): Labels {
  const types = spec.containers
    .flatMap(({ resources }) => Object.keys(resources?.limits ?? {}))
    .filter((one) => one.includes('/') && !knownGpus.includes(one));
  return types.length === 0 ? {} : { 'serving.kserve.io/gpu-resource-types': JSON.stringify(types) };
}

/** Where KServe finds the model of a service over several pods: it takes claims and images alone. */
export function uriForNodes({ model }: Pick<ModelServiceProps, 'model'>): string | undefined {
  if (model === undefined) return undefined;
  if ('claim' in model) return `pvc://${model.claim}/${model.name}/${model.version}`;
  return model.byKserve?.uri.startsWith('oci://') === true ? model.byKserve.uri : undefined;
}
