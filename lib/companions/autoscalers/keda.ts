import type { Construct } from 'constructs';
import type { Trigger } from '../../../imports/keda';
import { seconds } from '../../duration';
import type { Platform } from '../../platform/platform';
import { value } from '../../value';
import type { Labels } from '../../vocabulary/labels';
import { nameOf } from '../../vocabulary/named';
import { recorded, type Signal } from '../../vocabulary/signal';
import { isRecorded, isResource, type ResourceSignal } from '../autoscaler';
import { letOperatorAsk } from '../operator-asks';
import type { AutoscaleRequest, Autoscaler } from './autoscaling';
import { behaviour, settleSeconds } from './behaviour';
import { type BearerToken, checkKeda, type KedaOptions } from './keda-options';
import { scaledObject, triggerAuthentication } from './scaled-object';

/** KEDA, which asks Prometheus itself and starts from zero. @see https://keda.sh/docs/2.20/concepts/scaling-deployments/ */
export function keda(options: KedaOptions = {}): Autoscaler {
  return value('autoscaler', {
    name: 'keda',
    needs: [{ operator: 'keda', version: '2.18' }],
    startsFromZero: true,
    throughAdapter: false,
    check: (service, platform, field) => checkKeda(options, service, platform, field),
    write: (scope, request, platform) => write(scope, options, request, platform),
  } satisfies Autoscaler);
}

function write(scope: Construct, options: KedaOptions, request: AutoscaleRequest, platform: Platform): void {
  const { name, scale, target, labels, startupSeconds } = request;
  const { polling = '30s', cooldown, fallback = { replicas: Math.max(scale.min, 1) } } = options;
  const signals = scale.on.filter(isRecorded);
  letIn(scope, name, options, platform);
  const authentication = signals.length === 0 ? undefined : token(scope, name, options.bearer, labels);
  scaledObject(scope, {
    name,
    labels,
    target,
    min: scale.min,
    max: scale.max,
    polling,
    cooldownSeconds: cooldown === undefined ? settleSeconds(scale, startupSeconds) : seconds(cooldown),
    ...(signals.length > 0 && {
      fallback: {
        failureThreshold: fallback.after ?? 3,
        replicas: fallback.replicas,
        behavior: fallback.behavior ?? 'currentReplicasIfHigher',
      },
    }),
    behavior: behaviour(scale, startupSeconds),
    triggers: [
      ...scale.on.filter(isResource).map(resourceTrigger),
      ...signals.map((signal) => prometheusTrigger(signal, options, request, authentication)),
    ],
  });
}

/** KEDA's own pods ask the Prometheus of this namespace. */
function letIn(scope: Construct, service: string, { from }: KedaOptions, platform: Platform): void {
  const { peer } = from?.prometheus ?? {};
  if (peer === undefined) return;
  letOperatorAsk(scope, peer, service, platform.operators?.['keda']?.namespaces ?? [], platform);
}

function token(scope: Construct, service: string, bearer: BearerToken | undefined, labels: Labels): string | undefined {
  if (bearer === undefined) return undefined;
  const name = `${service}-prometheus`;
  const secretTargetRef = [{ parameter: 'bearerToken', name: nameOf(bearer.secret), key: bearer.key ?? 'token' }];
  triggerAuthentication(scope, name, { secretTargetRef }, labels);
  return name;
}

function resourceTrigger({ resource, utilization }: ResourceSignal): Trigger {
  return { type: resource, metricType: 'Utilization', metadata: { value: String(utilization) } };
}

/** A stack of this program has the signal by its name; another Prometheus is asked for what it is computed of. */
function prometheusTrigger(
  signal: Signal,
  { from }: KedaOptions,
  { name, namespace, subject }: AutoscaleRequest,
  authentication: string | undefined,
): Trigger {
  const { address = '', peer, labels } = from?.prometheus ?? {};
  const found = labels ?? (namespace === undefined ? {} : { namespace });
  return {
    type: 'prometheus',
    metricType: signal.kind === 'sum' ? 'AverageValue' : 'Value',
    metadata: {
      serverAddress: address,
      query: peer === undefined ? signal.query(subject(found)) : recorded(signal, name, namespace),
      threshold: String(signal.options.target),
      // Silence is a failed reading, which the fallback answers; by default it would be a load of zero.
      ignoreNullValues: 'false',
      ...(authentication !== undefined && { authModes: 'bearer' }),
    },
    ...(authentication !== undefined && { authenticationRef: { name: authentication } }),
  };
}
