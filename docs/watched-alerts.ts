import { availability, daily, latency, vllmWaiting } from '../lib';
import { aspectsOf } from '../lib/monitoring/aspects';
import { objectiveRules } from '../lib/monitoring/objective';
import { isAlert, type Rule } from '../lib/monitoring/rules';
import type { Watched } from '../lib/vocabulary/watched';

const name = '`<name>`';
const metrics = {
  port: 9090,
  requests: { name: 'request_count_total', failed: 'status=~"5.."' },
  latency: { name: 'request_latency_seconds', buckets: [0.25] },
};
const watched = (facts: Partial<Watched>) => aspectsOf({ name, ...facts }).rules;
const waiting = vllmWaiting({ alert: { above: 50 } });
const service = { watched: { name, metrics } };

const examples: Readonly<Record<string, readonly Rule[]>> = {
  'a service': watched({ workload: { kind: 'Deployment', name } }),
  'its `metrics`': watched({ metrics }),
  'a signal': aspectsOf({ name, signals: [waiting], scaling: { on: [waiting], min: 1, throughAdapter: false } }).rules,
  'an objective': [
    ...objectiveRules(availability(service, 99.5)),
    ...objectiveRules(latency(service, { p95: '250ms' })),
  ].filter(
    (rule, index, all) =>
      !isAlert(rule) || all.findIndex((other) => isAlert(other) && other.alert === rule.alert) === index,
  ),
  'a schedule': watched({ workload: { kind: 'CronJob', name, schedule: daily('01:00'), deadlineSeconds: 3600 } }),
  'a run': watched({ workload: { kind: 'Job', name, deadlineSeconds: 3600 } }),
  'a run of Ray, Spark or Katib': watched({ workload: { kind: 'RayJob', name, deadlineSeconds: 3600 } }),
  'a service of `argoRollout()`': watched({ workload: { kind: 'Rollout', name } }),
  'a claim': watched({ claims: [name] }),
};

/** Rows of the table of alerts: what declares it, its name, its severity, what it says. */
export const watchedAlerts: readonly (readonly string[])[] = Object.entries(examples).flatMap(([declared, rules]) =>
  rules.filter(isAlert).map(({ alert, severity, summary }) => [declared, `\`${alert}\``, severity, summary]),
);
