import type { EnvVar } from '../../imports/kubernetes';
import { isResource, type Scale, scale } from '../companions/autoscaler';
import { type Vertical, vertical, verticalOnPlatform } from '../companions/autoscalers/vertical';
import { type Exposure, internal } from '../companions/exposure';
import { exposure, exposureOnPlatform } from '../companions/exposure-check';
import { type Duration, duration, seconds } from '../duration';
import { engineValue } from '../engine';
import { checkModels, type ModelInPod, modelMounts } from '../models/model-in-pod';
import { type ServedModel, servedModel } from '../models/model-source';
import { bringSeconds } from '../models/transfer-time';
import { dnsName } from '../names';
import { checkOperator } from '../platform/operator-need';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { integer, listOf, record } from '../shape';
import { type Health, health } from '../vocabulary/health';
import { type Metrics, metrics } from '../vocabulary/metrics';
import { type Signal, signal } from '../vocabulary/signal';
import { claimsOnNodes, type Mount } from '../vocabulary/storage';
import { type WorkloadProps, workloadOnPlatform, workloadShape } from '../vocabulary/workload';
import { type Batching, batching, type RequestLog, requestLog } from './components/agent';
import { type ComponentProps, component } from './components/component-props';
import { groupSizeOf } from './llm/parallel';
import { type ModelServer, modelServer, withServer } from './model-server';
import { analysisOnMetrics } from './rollout/analysis';
import { analysesOf, type Rollout, rollout } from './rollout/rollout';
import { modelsOf } from './served-models';
import type { ServiceEngine } from './service-engine';
import { signalsExported } from './signals-of';
import { leaveSeconds, startupLongEnough, startupSeconds } from './start-up';
import { stickyOnExposure } from './sticky';

export interface ModelServiceProps extends WorkloadProps {
  /** Port on which it answers. @default 8080 */
  readonly port?: number;
  /** Model that it serves, read-only; MODEL_PATH is where it stands. @default none: it is in the image */
  readonly model?: ServedModel;
  /** The known server in the image, `vllm()` or `triton()`: how it is started, asked and measured. @default one that is told nothing */
  readonly server?: ModelServer;
  /** Replicas, where nothing scales it. @default 2 */
  readonly replicas?: number;
  /** Autoscaling; then nobody writes `replicas` in Git. @default none */
  readonly scale?: Scale;
  /** Measures of it beyond those that `scale` and `rollout` use, to record, show and be told of. @default none */
  readonly signals?: readonly Signal[];
  /** What becomes of its requests of CPU and memory. @default they stay as declared */
  readonly vertical?: Vertical;
  /** How it is reached. @default internal() */
  readonly expose?: Exposure;
  /** How it shows its health. @default /health and /ready on its port */
  readonly health?: Health;
  /** Metrics that it exports. @default none */
  readonly metrics?: Metrics;
  /** How a new version takes over. @default pods are replaced little by little */
  readonly rollout?: Rollout;
  /** How long the requests of one client keep going to one pod, at most a day. @default to any pod */
  readonly sticky?: Duration;
  /** How long requests under way may take when a pod ends. @default '30s' */
  readonly drain?: Duration;
  /** Pods before the server that change requests and answers; they find it at PREDICTOR_URL. @default none */
  readonly transformer?: ComponentProps;
  /** Pods that explain predictions, at `/explain`; they have the model at MODEL_PATH, and PREDICTOR_URL. @default none */
  readonly explainer?: ComponentProps;
  /** Single requests put together before the server, by engines that do. @default none */
  readonly batching?: Batching;
  /** Requests and answers sent on, by engines that do. @default none */
  readonly requestLog?: RequestLog;
  /** Back end. @default deployment() */
  readonly engine?: ServiceEngine;
}

/** A service, complete and checked. */
export interface ServiceSpec {
  readonly props: ModelServiceProps;
  /** The same before its server had its say. */
  readonly given: ModelServiceProps;
  readonly port: number;
  /** Undefined where an autoscaler owns them. */
  readonly replicas?: number;
  readonly expose: Exposure;
  /** Its models in its pods, its own first. */
  readonly models: readonly ModelInPod[];
  /** From the start of the server. */
  readonly startupSeconds: number;
  /** How long a new version may take until it answers, its models brought to the node. */
  readonly progressSeconds: number;
  /** Between leaving the endpoints and SIGTERM. */
  readonly leaveSeconds: number;
  readonly drainSeconds: number;
  readonly mounts: readonly Mount[];
  /** Variables beyond the user's and the model's path. @default none */
  readonly adds?: readonly EnvVar[];
  /** Fewest and most pods. */
  readonly pods: { readonly min: number; readonly max: number };
}

const shape = record<ModelServiceProps>({
  ...workloadShape,
  port: integer(1, 65535),
  model: servedModel,
  server: modelServer,
  replicas: integer(0, 10_000),
  scale,
  signals: listOf(signal),
  vertical,
  expose: exposure,
  health,
  metrics,
  drain: duration,
  rollout,
  sticky: duration,
  transformer: component,
  explainer: component,
  batching,
  requestLog,
  engine: engineValue('deployment()'),
});

/** Fills in the defaults and checks everything that needs no engine; problems go to the field. */
export function serviceSpec(
  given: ModelServiceProps,
  name: string,
  platform: Platform,
  field: Field,
): ServiceSpec | undefined {
  shape(given, field);
  if (given?.name === undefined) dnsName(name, field.at('name'));
  if (field.problems.length > 0) return undefined;
  const models = modelsOf(given);
  const props = withServer(given, models, given.engine?.brings?.(given));
  const { scale: scaling, port = 8080, expose = internal(), replicas } = props;
  const mounts = [...(props.mounts ?? []), ...modelMounts(models)];
  const pods = { min: scaling?.min ?? replicas ?? 2, max: scaling?.max ?? replicas ?? 2 };
  workloadOnPlatform(props, [{ ...props, mounts }], platform, field);
  claimsOnNodes(mounts, pods.max * groupSizeOf(props), field.at('mounts'));
  exposureOnPlatform(expose, platform, field.at('expose'));
  checkModels(models, props.access, platform, field);
  props.server?.fits(props, platform, field);
  startupLongEnough(props.health?.startup, props.model, platform, field.at('health').at('startup'));
  if (scaling !== undefined) {
    if (scaling.on.some(isResource))
      checkOperator({ operator: 'metrics-server' }, 'scale', platform, field.at('scale'));
    if (replicas !== undefined) {
      field.at('replicas').problem('not-allowed', {
        got: replicas,
        allowed: 'replicas or scale',
        remedy: 'remove one: the autoscaler owns the replicas',
      });
    }
  }
  if (props.metrics?.port === port && props.server?.metricsOnPort !== true) {
    field.at('metrics').at('port').problem('not-allowed', {
      got: port,
      allowed: 'a port of its own',
      remedy: 'export metrics on another port than requests',
    });
  }
  signalsExported(props, platform, field);
  if (props.vertical !== undefined) verticalOnPlatform(props.vertical, scaling, platform, field.at('vertical'));
  if (props.sticky !== undefined) stickyOnExposure(props.sticky, expose, platform, field.at('sticky'));
  for (const [key, analysis] of analysesOf(props.rollout)) {
    analysisOnMetrics(analysis, props.metrics, field.at('rollout').at(key));
  }
  const startup = startupSeconds(props.health?.startup, props.model, platform);
  const brought = bringSeconds(models, platform);
  return {
    props,
    given,
    port,
    ...(scaling === undefined && { replicas: replicas ?? 2 }),
    expose,
    models,
    startupSeconds: startup,
    progressSeconds: startup + brought + 600,
    leaveSeconds: leaveSeconds(pods.min, startup + brought),
    drainSeconds: seconds(props.drain ?? '30s'),
    mounts,
    pods,
  };
}
