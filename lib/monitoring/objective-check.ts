import type { Field } from '../problems';
import { type Check, made } from '../shape';
import type { Objective } from './objective';

/** A promise that its service's metrics can prove. */
export const objectiveCheck: Check<Objective> = (objective, field) => {
  const before = field.problems.length;
  made<Objective>('objective', "availability(service, 99.5) or latency(service, { p95: '250ms' })")(objective, field);
  if (field.problems.length > before) return;
  const { target, kind } = objective;
  if (!(target >= 50 && target < 100)) {
    field.at('target').problem('out-of-range', {
      got: target,
      allowed: 'a percentage from 50 to below 100',
      remedy: 'a promise of 100 leaves no room for any failure: give 99.9',
    });
  }
  if (kind === 'latency') checkLatency(objective, field);
  else if (objective.of.watched.metrics?.requests === undefined) undeclared('requests', objective, field);
};

function checkLatency({ of, within = Number.NaN }: Objective, field: Field): void {
  if (!(within > 0)) {
    field.at('within').problem('bad-duration', {
      got: within,
      allowed: 'a number with the unit ms or s',
      remedy: "give latency(service, { p95: '250ms' })",
    });
    return;
  }
  const histogram = of.watched.metrics?.latency;
  if (histogram === undefined) {
    undeclared('latency', { of }, field);
  } else if (!histogram.buckets.includes(within)) {
    field.at('within').problem('objective-without-bucket', {
      got: `${within} s`,
      allowed: `buckets of ${histogram.name}: ${histogram.buckets.join(', ')} s`,
      remedy: `add the bucket ${within} to the histogram, or promise one of these`,
    });
  }
}

function undeclared(what: 'requests' | 'latency', { of }: Pick<Objective, 'of'>, field: Field): void {
  field.problem('unknown-metric', {
    got: `${of.watched.name} without metrics.${what}`,
    allowed: `a service that declares metrics.${what}`,
    remedy: `declare it: metrics: { port, ${what}: { name: ... } }`,
  });
}
