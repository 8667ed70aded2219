import { type Duration, duration } from '../../duration';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import { integer, oneOf, record, required, text } from '../../shape';
import { type Named, named } from '../../vocabulary/named';
import { type HasPrometheus, hasPrometheus } from '../../vocabulary/prometheus';
import { isRecorded } from '../autoscaler';
import type { ScaledService } from './autoscaling';
import { onlyFromZero } from './scaled-object';

/** How many replicas stand while a signal cannot be read. */
export interface Fallback {
  readonly replicas: number;
  /** Failed readings in a row before that. @default 3 */
  readonly after?: number;
  /** Whether the replicas that stand are kept where they are more. @default 'currentReplicasIfHigher' */
  readonly behavior?: 'static' | 'currentReplicas' | 'currentReplicasIfHigher' | 'currentReplicasIfLower';
}

/** A token that a Prometheus asks for. */
export interface BearerToken {
  readonly secret: Named;
  /** @default 'token' */
  readonly key?: string;
}

export interface KedaOptions {
  /** Whose series it reads: the environment's MonitoringStack, or `prometheusAt()`. @default none: only cpu() and memory() */
  readonly from?: HasPrometheus;
  /** The token with which it asks. @default none */
  readonly bearer?: BearerToken;
  /** Time between two readings while no replica stands, with `min: 0`. @default '30s' */
  readonly polling?: Duration;
  /** How long nothing is asked for before the last replica goes, with `min: 0`. @default as long as `settle` */
  readonly cooldown?: Duration;
  /** @default the fewest replicas, at least one; more that stand are kept */
  readonly fallback?: Fallback;
}

const shape = record<KedaOptions>({
  from: hasPrometheus,
  bearer: record<BearerToken>({ secret: required(named), key: text }),
  polling: duration,
  cooldown: duration,
  fallback: record<Fallback>({
    replicas: required(integer(0)),
    after: integer(1),
    behavior: oneOf('static', 'currentReplicas', 'currentReplicasIfHigher', 'currentReplicasIfLower'),
  }),
});

/** Whether KEDA can read the signals, and reaches who has them. */
export function checkKeda(
  options: KedaOptions,
  { scale, namespace }: ScaledService,
  platform: Platform,
  field: Field,
): void {
  const before = field.problems.length;
  const at = field.at('by');
  shape(options, at);
  if (field.problems.length > before) return;
  onlyWhatIsRead(options, scale, at);
  if (!scale.on.some(isRecorded)) return;
  const { from } = options;
  if (from === undefined) {
    at.at('from').problem('missing-prop', {
      got: from,
      allowed: "a MonitoringStack, or prometheusAt('http://host:9090')",
      remedy: 'say whose series KEDA reads: keda({ from: stack })',
    });
    return;
  }
  const { peer, address } = from.prometheus;
  if (peer === undefined) return;
  if (options.bearer !== undefined) {
    at.at('bearer').problem('not-allowed', {
      got: 'a token for the stack',
      allowed: 'a token with prometheusAt()',
      remedy: "leave it out: the stack's Prometheus asks for none, it lets in only who may read",
    });
  }
  if (peer.namespace !== namespace) {
    at.at('from').problem('not-allowed', {
      got: `a stack in namespace ${peer.namespace}`,
      allowed: 'a MonitoringStack of this namespace, or prometheusAt()',
      remedy: `give namespace ${namespace} a MonitoringStack of its own, or prometheusAt('${address}')`,
    });
  }
  if (platform.operators?.['keda']?.namespaces === undefined) {
    at.problem('missing-platform-fact', {
      got: 'keda(), which asks the Prometheus of the stack',
      allowed: 'a platform with operators.keda.namespaces',
      remedy: 'state the namespace of its operator: nothing else reaches Prometheus',
    });
  }
}

/** What nothing would read. */
function onlyWhatIsRead(options: KedaOptions, { min, max, on }: ScaledService['scale'], field: Field): void {
  onlyFromZero(['polling', 'cooldown'], options, min, field);
  for (const key of ['fallback', 'bearer', 'from'] as const) {
    if (options[key] === undefined || on.some(isRecorded)) continue;
    field.at(key).problem('not-allowed', {
      got: `${key} without a signal`,
      allowed: `${key} with a signal such as requestsPerSecond()`,
      remedy: 'leave it out: CPU and memory are not asked of Prometheus',
    });
  }
  if ((options.fallback?.replicas ?? 0) > max) {
    field
      .at('fallback')
      .at('replicas')
      .problem('out-of-range', {
        got: options.fallback?.replicas,
        allowed: `at most max, ${max}`,
        remedy: 'lower it',
      });
  }
}
