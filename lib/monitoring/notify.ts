import { type Check, listOf, made, oneOf, record, required, text } from '../shape';
import { type Value, value } from '../value';
import { type Outside, outsideCheck } from '../vocabulary/access';
import { type Named, named } from '../vocabulary/named';
import type { Severity } from './rules';

/** Where alerts go; made by `slack()`, `pagerDuty()` or `webhook()`. */
export type Notify = Value<{
  readonly by: 'slack' | 'pagerDuty' | 'webhook';
  /** Secret that holds the address or key under `key`. */
  readonly secret: Named;
  readonly key: string;
  readonly channel?: string;
  readonly severities: readonly Severity[];
  readonly outside: Outside;
}>;

/** Who is told what, and at which addresses: network policies know no host names. */
export interface NotifyOptions {
  /** Secret in the stack's namespace with the address or key. */
  readonly secret: Named;
  /** Key in that secret. @default 'url', for PagerDuty 'routing-key' */
  readonly key?: string;
  /** @default critical and warning */
  readonly severities?: readonly Severity[];
  /** Where the receiver stands: `outside('slack', ['203.0.113.0/24'])`. */
  readonly outside: Outside;
}

function notify(by: Notify['by'], options: NotifyOptions, key: string, channel?: string): Notify {
  const { secret, severities = ['critical', 'warning'], outside } = options;
  return value('notify', {
    by,
    secret,
    key: options.key ?? key,
    severities,
    outside,
    ...(channel !== undefined && { channel }),
  });
}

/** A channel of Slack by an incoming webhook. @see https://prometheus.io/docs/alerting/latest/configuration/#slack_config */
export function slack(channel: string, options: NotifyOptions): Notify {
  return notify('slack', options, 'url', channel);
}

/** A service of PagerDuty by its integration key. @see https://prometheus.io/docs/alerting/latest/configuration/#pagerduty_config */
export function pagerDuty(options: NotifyOptions): Notify {
  return notify('pagerDuty', options, 'routing-key');
}

/** Any program that takes Alertmanager's JSON. @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export function webhook(options: NotifyOptions): Notify {
  return notify('webhook', options, 'url');
}

const shape = record<{ [K in keyof Notify]: Notify[K] }>({
  by: required(oneOf('slack', 'pagerDuty', 'webhook')),
  secret: required(named),
  key: required(text),
  channel: text,
  severities: required(listOf(oneOf('critical', 'warning', 'info'), 1)),
  outside: required(outsideCheck),
});

export const notifyCheck: Check<Notify> = (candidate, field) => {
  const before = field.problems.length;
  made<Notify>('notify', "slack('#alerts', { ... }), pagerDuty() or webhook()")(candidate, field);
  if (field.problems.length === before) shape({ ...candidate }, field);
};
