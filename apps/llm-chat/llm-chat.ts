import type { Construct } from 'constructs';
import {
  availability,
  Claim,
  canary,
  type Environment,
  failures,
  huggingFace,
  inImage,
  keda,
  latency,
  MlopsChart,
  ModelService,
  type MonitoringStack,
  measured,
  type Signal,
  showback,
  slowerThan,
  vllm,
  vllmKvCache,
  vllmWaiting,
} from '../../lib';
import type { Judged, LlmChatSettings, Weights } from './settings';

export interface LlmChatProps {
  readonly environment: Environment;
  readonly settings: LlmChatSettings;
  /** Watches all of it, and is asked by whoever scales and judges. */
  readonly stack: MonitoringStack;
}

/** What clients ask for, whatever model answers. */
const servedName = 'chat';

/** A language model that talks: on a CPU or on nodes full of GPUs, as the environment has them. */
export class LlmChat extends MlopsChart {
  constructor(scope: Construct, id: string, { environment, settings, stack }: LlmChatProps) {
    super(scope, id, { environment });
    const { weights, server, waiting: limits, scale, canary: judged, assistant, objectives, ...own } = settings;
    const waiting = vllmWaiting({ target: limits.target, alert: { above: limits.alert } });
    const service = new ModelService(this, 'llm-chat', {
      ...own,
      model: weights === undefined ? inTheImage : this.fetched(weights, stack),
      server: vllm({ ...server, servedName, apiKey: { secret: 'llm-chat-key', key: 'key' } }),
      signals: [waiting, vllmKvCache({ alert: { above: 0.95 } })],
      ...(scale !== undefined && { scale: { ...scale, on: [waiting], by: keda({ from: stack }) } }),
      ...(judged !== undefined && { rollout: rollout(judged, objectives.p95, waiting, stack) }),
      access: { callers: [assistant] },
      labels: { ...showback({ team: 'language', costCentre: 'cc-7' }) },
    });
    stack.watch(service);
    stack.objective(availability(service, objectives.availability), latency(service, { p95: objectives.p95 }));
  }

  private fetched({ repository, cache, mirror, ...weights }: Weights, stack: MonitoringStack) {
    const claim = new Claim(this, 'llm-chat-models', {
      size: cache.size,
      storageClass: cache.class,
      access: 'ReadWriteMany',
    });
    stack.watch(claim);
    return huggingFace(repository, {
      ...weights,
      endpoint: mirror.address,
      host: mirror.at,
      volume: claim.cache(),
    });
  }
}

/** What decides is what scales and what is promised. */
function rollout(
  { steps, minRequests, ...limits }: Judged,
  promised: `${number}s`,
  waiting: Signal,
  from: MonitoringStack,
) {
  return canary({
    steps,
    analysis: {
      from,
      minRequests,
      checks: [
        failures({ atMost: limits.failures }),
        slowerThan(promised, { atMost: limits.slow }),
        measured(waiting, { atMost: limits.waiting }),
      ],
    },
  });
}

/** The stand-in is its own model. */
const inTheImage = inImage('/app', { name: 'stand-in', version: '1' });
