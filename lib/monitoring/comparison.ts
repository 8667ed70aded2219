import type { Field } from '../problems';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { type Panel, quoted } from './rules';

/** The recorded measures of a service, by what it must declare for them. */
const measures = {
  requests: [
    { record: 'service:requests:rate5m', title: 'Requests', unit: 'reqps' },
    { record: 'service:request_failures:ratio_rate5m', title: 'Failed requests', unit: 'percentunit' },
  ],
  latency: [{ record: 'service:request_latency_seconds:p95_5m', title: 'Latency, p95', unit: 's' }],
} as const;

type Declared = keyof typeof measures;

const declares = ({ metrics }: Watched, what: Declared) => metrics?.[what] !== undefined;

/** Several services that are watched, and declare something to compare by. */
export function checkComparison(
  services: readonly HasWatched[],
  watched: (name: string) => boolean,
  field: Field,
): void {
  if (services.length < 2) {
    field.problem('out-of-range', { got: services.length, allowed: 'at least 2 services', remedy: 'add one' });
  }
  for (const [index, { watched: facts }] of services.entries()) {
    if (!watched(facts.name)) {
      field.at(index).problem('not-allowed', {
        got: facts.name,
        allowed: 'a watched service',
        remedy: 'call stack.watch(service) first',
      });
    } else if (!declares(facts, 'requests') && !declares(facts, 'latency')) {
      field.at(index).problem('unknown-metric', {
        got: `${facts.name} without metrics.requests and metrics.latency`,
        allowed: 'a service that declares one of them',
        remedy: 'declare it: metrics: { port, requests: { name: ... } }',
      });
    }
  }
}

/** The same measure of each service in one graph. */
export function comparisonPanels(services: readonly HasWatched[]): readonly Panel[] {
  return (Object.keys(measures) as Declared[]).flatMap((what) => {
    const found = services.filter(({ watched }) => declares(watched, what)).map(({ watched }) => watched.name);
    if (found.length < 2) return [];
    return measures[what].map(({ record, title, unit }) => ({
      title: `${title}, compared`,
      queries: found.map((name) => ({ expr: `${record}{service=${quoted(name)}}`, legend: name })),
      unit,
    }));
  });
}
