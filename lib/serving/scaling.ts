import type { Construct } from 'constructs';
import { isRecorded, isResource } from '../companions/autoscaler';
import type { Autoscaler, ScaledService } from '../companions/autoscalers/autoscaling';
import { settleLongEnough } from '../companions/autoscalers/behaviour';
import { hpa } from '../companions/autoscalers/hpa';
import type { Rendered } from '../engine';
import { checkOperator } from '../platform/operator-need';
import type { Field } from '../problems';
import type { Labels } from '../vocabulary/labels';
import { podsOf, type SignalSubject } from '../vocabulary/signal';
import type { WatchedScaling } from '../vocabulary/watched';
import type { ServiceSpec } from './model-service-spec';
import type { CheckedService, ServiceEngine } from './service-engine';

/** Whether a companion scales it, rather than the engine itself. */
function scaledByUs({ owns }: ServiceEngine, { props: { scale } }: ServiceSpec): boolean {
  return scale !== undefined && !owns.includes('scaling');
}

function autoscalerOf({ props: { scale } }: ServiceSpec): Autoscaler {
  return scale?.by ?? hpa();
}

/** What an autoscaler asks of a service; an engine that scales itself is asked by its features. */
export function checkScaling(
  { name, namespace, spec, platform }: CheckedService,
  engine: ServiceEngine,
  field: Field,
): void {
  const { scale } = spec.props;
  if (scale === undefined || !scaledByUs(engine, spec)) return;
  const { startupSeconds } = spec;
  const at = field.at('scale');
  const by = autoscalerOf(spec);
  for (const need of by.needs) checkOperator(need, `${by.name}()`, platform, at.at('by'));
  by.check({ name, namespace, scale, startupSeconds }, platform, at);
  settleLongEnough(scale, startupSeconds, at.at('settle'));
  if (scale.min === 0) firstPod(by, scale, at.at('min'));
}

/** Without any pod only what others export is there. */
function firstPod(by: Autoscaler, { on }: ScaledService['scale'], field: Field): void {
  if (!on.every((signal) => isResource(signal) || isRecorded(signal)) || on.every(isResource)) return;
  if (!by.startsFromZero) {
    field.problem('scale-to-zero-unsupported', {
      got: `min 0 by ${by.name}()`,
      allowed: 'at least 1: it cannot start the first replica',
      remedy: 'raise min, or scale by: keda({ from: stack })',
    });
  } else if (!on.some((signal) => isRecorded(signal) && signal.exportedBy === 'others')) {
    field.problem('scale-to-zero-unsupported', {
      got: 'min 0 on signals that only its own pods export',
      allowed: 'at least one signal that is there without pods',
      remedy:
        "raise min, or add one of what stands before it: promql({ name: 'asked', expr: 'sum(rate(gateway_requests_total[2m]))' })",
    });
  }
}

/** Writes the autoscaler that a companion is for it. */
export function writeScaling(
  scope: Construct,
  service: CheckedService,
  engine: ServiceEngine,
  rendered: Rendered,
  labels: Labels,
): void {
  if (scaledByUs(engine, service.spec)) writeAutoscaler(scope, service, rendered, labels);
}

/** The autoscaler of what nothing else scales. */
export function writeAutoscaler(
  scope: Construct,
  { name, namespace, spec, platform }: CheckedService,
  { scaleTarget, runs }: Pick<Rendered, 'scaleTarget' | 'runs'>,
  labels: Labels,
): void {
  const { scale, metrics = { port: 0 } } = spec.props;
  if (scale === undefined || scaleTarget === undefined) return;
  const subject = (found: Labels): SignalSubject => {
    const own = podsOf(runs?.name ?? name, found);
    return { metrics, own, pods: own };
  };
  const request = { name, namespace, scale, startupSeconds: spec.startupSeconds, target: scaleTarget, labels, subject };
  autoscalerOf(spec).write(scope, request, platform);
}

/** What monitoring must know of it: which signals are read, and whether there may be no pod. */
export function watchedScaling(engine: ServiceEngine, spec: ServiceSpec): WatchedScaling | undefined {
  const { scale } = spec.props;
  if (scale === undefined || (scale.min > 0 && !scale.on.some(isRecorded))) return undefined;
  const throughAdapter = scaledByUs(engine, spec) && autoscalerOf(spec).throughAdapter;
  return { on: scale.on.filter(isRecorded), min: scale.min, throughAdapter };
}
