import { scaledObjectName } from '../companions/autoscalers/scaled-object';
import { type Duration, duration, seconds } from '../duration';
import { checkModels, type ModelInPod, modelMounts, ownModel } from '../models/model-in-pod';
import { type ServedModel, servedModel } from '../models/model-source';
import { bringSeconds } from '../models/transfer-time';
import { dnsName } from '../names';
import { checkOperator } from '../platform/operator-need';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { startupLongEnough, startupSeconds } from '../serving/start-up';
import { integer, record, required } from '../shape';
import { type Health, health } from '../vocabulary/health';
import { type Metrics, metrics } from '../vocabulary/metrics';
import { claimsOnNodes, type Mount } from '../vocabulary/storage';
import { type WorkloadProps, workloadOnPlatform, workloadShape } from '../vocabulary/workload';
import { deliveryOnQueue } from './delivery';
import { type Idempotency, idempotency, idempotencyOnQueue } from './idempotency';
import { brokerHere } from './keda-reads';
import { type Queue, queue, queueName } from './queue';
import { type QueueScale, queueScale } from './queue-scale';

export interface AsyncInferenceProps extends WorkloadProps {
  /** Queue whose messages it answers: `redis()`, `rabbitmq()`, `kafka()` or `sqs()`. */
  readonly queue: Queue;
  /** Model that it asks, read-only, on a claim or from a source; MODEL_PATH is where it stands. @default none: it is in the image */
  readonly model?: ServedModel;
  /** Where answers go: another queue of the same broker, ANSWER_QUEUE. @default the program knows it */
  readonly answers?: string;
  /** Where messages go that were delivered MAX_DELIVERIES times without an answer: DEAD_LETTER_QUEUE. @default '<queue>-dead' */
  readonly deadLetters?: string;
  /** Deliveries of one message, its first among them: MAX_DELIVERIES. @default 5 */
  readonly maxDeliveries?: number;
  /** How a message that comes twice is answered once. @default it is answered twice */
  readonly idempotency?: Idempotency;
  /** The longest that one answer takes: LONGEST_ANSWER, in seconds. @default '1m' */
  readonly longestAnswer?: Duration;
  /** Between SIGTERM and SIGKILL, in which the message in hand is finished. @default the longest answer, and 15 seconds */
  readonly grace?: Duration;
  readonly scale: QueueScale;
  /** Port on which it shows its health: PORT. @default 8080 */
  readonly port?: number;
  /** How it shows its health. @default /health and /ready on its port */
  readonly health?: Health;
  /** Metrics that it exports. @default none */
  readonly metrics?: Metrics;
}

/** The oldest whose reading of queues was looked at. */
const oldestKeda = '2.18';

/** Workers of a queue, complete and checked. */
export interface AsyncSpec
  extends Required<Pick<AsyncInferenceProps, 'deadLetters' | 'maxDeliveries' | 'longestAnswer' | 'port'>> {
  readonly props: AsyncInferenceProps;
  readonly graceSeconds: number;
  readonly startupSeconds: number;
  /** How long a new version may take until a worker is ready, its model brought to the node. */
  readonly progressSeconds: number;
  readonly models: readonly ModelInPod[];
  readonly mounts: readonly Mount[];
}

const shape = record<AsyncInferenceProps>({
  ...workloadShape,
  queue: required(queue),
  model: servedModel,
  answers: queueName,
  deadLetters: queueName,
  maxDeliveries: integer(1, 1000),
  idempotency,
  longestAnswer: duration,
  grace: duration,
  scale: required(queueScale),
  port: integer(1, 65535),
  health,
  metrics,
});

/** Fills in the defaults and checks everything; problems go to the field. */
export function asyncSpec(
  props: AsyncInferenceProps,
  name: string,
  namespace: string | undefined,
  platform: Platform,
  field: Field,
): AsyncSpec | undefined {
  shape(props, field);
  if (props?.name === undefined) dnsName(name, field.at('name'));
  if (field.problems.length > 0) return undefined;
  const { queue: from, scale, longestAnswer = '1m', port = 8080, deadLetters = `${from.name}-dead` } = props;
  const models = ownModel(props.model);
  const mounts = [...(props.mounts ?? []), ...modelMounts(models)];
  const graceSeconds = props.grace === undefined ? seconds(longestAnswer) + 15 : seconds(props.grace);
  const startup = startupSeconds(props.health?.startup, props.model, platform);
  const spec: AsyncSpec = {
    props,
    deadLetters,
    maxDeliveries: props.maxDeliveries ?? 5,
    longestAnswer,
    port,
    graceSeconds,
    startupSeconds: startup,
    progressSeconds: startup + bringSeconds(models, platform) + 600,
    models,
    mounts,
  };
  checkModels(models, props.access, platform, field);
  workloadOnPlatform(props, [{ ...props, mounts }], platform, field);
  claimsOnNodes(mounts, scale.max, field.at('mounts'));
  startupLongEnough(props.health?.startup, props.model, platform, field.at('health').at('startup'));
  deliveryOnQueue(spec, field);
  if (props.idempotency !== undefined) idempotencyOnQueue(props.idempotency, from, field.at('idempotency'));
  const calls = brokerHere(from.at, namespace)?.ports;
  checkOperator(
    { operator: 'keda', version: oldestKeda, calls },
    `a queue of ${from.kind}`,
    platform,
    field.at('queue'),
  );
  scaledObjectName(name, field.at('name'));
  if (props.metrics?.port === port) {
    field.at('metrics').at('port').problem('not-allowed', {
      got: port,
      allowed: 'a port of its own',
      remedy: 'export metrics on another port than health',
    });
  }
  return spec;
}
