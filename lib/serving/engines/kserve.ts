import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { InferenceServiceSpec } from '../../../imports/kserve';
import { servicePort } from '../../companions/route';
import { type Duration, duration, seconds } from '../../duration';
import { emit } from '../../kinds/emit';
import { Field } from '../../problems';
import { integer, oneOf, record } from '../../shape';
import { value } from '../../value';
import { modelRoot } from '../../vocabulary/model';
import { agentOf } from '../components/agent';
import type { RenderedService, ServiceContext, ServiceEngine } from '../service-engine';
import { cacheAnnotations } from './kserve-cache';
import { kserveContainer, kserveParts, partNames } from './kserve-components';
import { implementation, type KserveModel, kserveModel, modelFits } from './kserve-model';
import { type KserveMode, kserveModes, type ModeParts } from './kserve-modes';
import { kserveNodes } from './kserve-nodes';
import { checkNodes } from './kserve-nodes-check';
import { sourceAnnotations, sourceCarried, withSource } from './kserve-source';

export interface KserveOptions {
  /** What runs the pods: a Deployment, or Knative, which starts from zero. @default 'Standard' */
  readonly mode?: KserveMode;
  /** A model that KServe fetches, for a runtime that serves its format. @default none: the container is the model server */
  readonly model?: KserveModel;
  /** Percent of the requests that the newest revision gets, the rest stays with the one before. Knative mode only. @default 100 */
  readonly canaryPercent?: number;
  /** The longest that a request may take. Knative mode only. @default Knative's: 300s */
  readonly timeout?: Duration;
}

const shape = record<KserveOptions>({
  mode: oneOf('Standard', 'Knative'),
  model: kserveModel,
  canaryPercent: integer(0, 100),
  timeout: duration,
});

/** An InferenceService of KServe. @see https://kserve.github.io/website/ */
export function kserve(options: KserveOptions = {}): ServiceEngine {
  const mode = kserveModes[options?.mode ?? 'Standard'] ?? kserveModes.Standard;
  return value('engine', {
    name: 'kserve',
    written: mode.written,
    needs: mode.needs,
    supports: mode.supports,
    carries: mode.carries,
    carriesWith: mode.carriesWith,
    owns: mode.owns,
    brings: (service) => (withSource(service, options?.model)?.uri === undefined ? undefined : modelRoot),
    entryPort: mode.entryPort,
    render: (scope: Construct, context: ServiceContext) => render(scope, context, options, mode),
  } satisfies ServiceEngine);
}

function render(scope: Construct, context: ServiceContext, options: KserveOptions, mode: ModeParts): RenderedService {
  const { name, spec, selector, labels } = context;
  check(scope, context, options, mode);
  const model = withSource(spec.props, options.model);
  const nodes = kserveNodes(context);
  const pod = nodes?.first ?? mode.pod(context, { ...kserveContainer(context), ...withPath(model) });
  const { predictor, runtime } = implementation(scope, context, model, pod, nodes?.runtime);
  const parts = kserveParts(context, mode);
  const specOfService: InferenceServiceSpec = {
    ...Object.fromEntries(parts.map(({ role, pods }) => [role, pods])),
    predictor: {
      ...predictor,
      ...(nodes !== undefined && { workerSpec: nodes.workerSpec }),
      labels: pod.metadata.labels,
      minReplicas: spec.pods.min,
      maxReplicas: spec.pods.max,
      ...mode.predictor(spec),
      ...agentOf(spec.props),
      ...(options.canaryPercent !== undefined && { canaryTrafficPercent: options.canaryPercent }),
      ...(options.timeout !== undefined && { timeout: seconds(options.timeout) }),
    },
  };
  const workload = emit(scope, 'Resource', {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name,
      labels: { ...labels, ...mode.labels },
      annotations: {
        ...spec.props.annotations,
        ...mode.annotations(spec),
        ...sourceAnnotations(spec, options.model),
        ...(model !== undefined && { modelFormat: model.format }),
        ...cacheAnnotations(spec, model?.uri, context.platform),
        ...nodes?.annotations,
      },
    },
    spec: specOfService,
  });
  return {
    objects: {
      workload,
      ...(runtime !== undefined && { runtime }),
      ...mode.around(scope, { ...context, front: context.front ?? nodes?.answering }),
    },
    endpoints: [{ name: 'http', host: mode.host(name), port: servicePort }],
    podSets: [
      ...parts.map(({ set }) => set),
      ...(nodes === undefined ? [] : [{ labels: selector, count: nodes.size - 1, pod: nodes.worker }]),
      { labels: selector, count: spec.pods.max, pod },
    ],
    ...(nodes !== undefined && { answering: nodes.answering, amongPods: true }),
    parts: Object.fromEntries(parts.map(({ role, runs }) => [role, runs])),
    ...mode.runs(name, spec),
  };
}

/** Where the server finds a model that KServe brings. */
function withPath(model: KserveModel | undefined) {
  return model?.uri === undefined ? {} : { adds: [{ name: 'MODEL_PATH', value: modelRoot }] };
}

/** What Knative's revisions have and a Deployment has not. */
const revisionOptions = ['canaryPercent', 'timeout'] as const;

function check(scope: Construct, context: ServiceContext, options: KserveOptions, mode: ModeParts): void {
  const { name, spec } = context;
  const field = Field.of(scope);
  const engine = field.at('engine');
  shape(options, engine);
  field.throwIfAny();
  if (!/^[a-z]/.test(name)) {
    field.at('name').problem('bad-name', {
      got: name,
      allowed: 'a name that starts with a letter',
      remedy: 'rename it: KServe refuses it',
    });
  }
  modelFits(spec, options.model, engine.at('model'));
  sourceCarried(spec, options.model, field.at('model'));
  for (const key of revisionOptions.filter((one) => options[one] !== undefined && !mode.revisions)) {
    engine.at(key).problem('not-allowed', {
      got: options[key],
      allowed: `${key} in the mode 'Knative'`,
      remedy: "leave it out, or choose mode: 'Knative'",
    });
  }
  checkNodes(context, options.model, field);
  partNames(context, field);
  mode.check(context, Chart.of(scope).namespace, field);
  field.throwIfAny();
}
