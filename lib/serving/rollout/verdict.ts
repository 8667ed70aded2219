import type { Field } from '../../problems';
import { bucketPattern } from '../../promql/matchers';
import { type Check, made, record, wrongType } from '../../shape';
import { kindOfValue, type Value, value } from '../../value';
import type { Metrics } from '../../vocabulary/metrics';
import { type Signal, signal } from '../../vocabulary/signal';

/** When a measure of the new version is good enough; each limit is judged by itself. */
export interface Limits {
  /** The most that is good. @default no such limit */
  readonly atMost?: number;
  /** The least that is good. @default no such limit */
  readonly atLeast?: number;
  /** How far it may be above the same measure of the stable version. @default not compared */
  readonly aboveStable?: number;
  /** How far it may be below the same measure of the stable version. @default not compared */
  readonly belowStable?: number;
}

/** One thing that is measured of a version; made by `failures()`, `slowerThan()` or `measured()`. */
export type Verdict = Value<{
  readonly of: 'failures' | 'slow' | 'measured' | 'signal';
  readonly name: string;
  readonly limits: Limits;
  /** Seconds, for `slow`. */
  readonly within?: number;
  /** PromQL, for `measured`. */
  readonly query?: string;
  /** For `signal`. */
  readonly signal?: Signal;
}>;

/** The share of the requests that failed: `failures({ atMost: 0.02, aboveStable: 0.005 })`. */
export function failures(limits: Limits): Verdict {
  return value('verdict', { of: 'failures', name: 'failures', limits } as const);
}

/** The share of the requests that took longer: `slowerThan('250ms', { atMost: 0.05 })`. */
export function slowerThan(time: `${number}${'ms' | 's'}`, limits: Limits): Verdict {
  const within = Number.parseFloat(time) / (String(time).endsWith('ms') ? 1000 : 1);
  return value('verdict', { of: 'slow', name: 'slow', limits, within } as const);
}

/** What stands for the labels of one version in a query of `measured()`. */
export const versionMark = '$version';

/**
 * A measure of your own, such as the quality of the predictions: PromQL that gives one number, in which `$version` stands
 * for the labels of the version: `measured('confidence', 'avg(confidence{$version})', { belowStable: 0.05 })`.
 */
export function measured(name: string, query: string, limits: Limits): Verdict;
/** A signal, computed of the pods of one version: `measured(vllmWaiting(), { atMost: 20 })`. */
export function measured(signal: Signal, limits: Limits): Verdict;
export function measured(of: string | Signal, query: string | Limits, limits?: Limits): Verdict {
  if (kindOfValue(of) === 'signal') {
    const signal = of as Signal;
    return value('verdict', { of: 'signal', name: signal.record, limits: query as Limits, signal } as const);
  }
  const measure = { of: 'measured', name: of as string, limits: limits as Limits, query: query as string } as const;
  return value('verdict', measure);
}

/** Where a query looks: label matchers of one version, and the time over which it counts. */
export interface Slice {
  readonly matchers: string;
  readonly window: string;
}

type Writer = (verdict: Verdict, metrics: Metrics, slice: Slice) => string;

const writers: Readonly<Record<Verdict['of'], Writer>> = {
  failures: (_verdict, { requests }, { matchers, window }) =>
    `(sum(rate(${requests?.name}{${matchers},${requests?.failed}}[${window}])) or vector(0)) / sum(rate(${requests?.name}{${matchers}}[${window}]))`,
  slow: ({ within = 0 }, { latency }, { matchers, window }) =>
    `1 - sum(rate(${latency?.name}_bucket{${matchers},le=~"${bucketPattern(within)}"}[${window}])) / sum(rate(${latency?.name}_count{${matchers}}[${window}]))`,
  measured: ({ query = '' }, _metrics, { matchers }) => query.replaceAll(versionMark, matchers),
  signal: ({ signal: measure }, metrics, { matchers: own }) => measure?.query({ metrics, own, pods: own }) ?? '',
};

/** The query of a verdict for one version. */
export function verdictQuery(verdict: Verdict, metrics: Metrics, slice: Slice): string {
  return writers[verdict.of](verdict, metrics, slice);
}

const number: Check<number> = (candidate, field) => {
  if (typeof candidate !== 'number' || !Number.isFinite(candidate)) wrongType(field, candidate, 'a number');
};

const limits = record<Limits>(
  { atMost: number, atLeast: number, aboveStable: number, belowStable: number },
  (given, field) => {
    if (Object.values(given).every((limit) => limit === undefined)) {
      field.problem('missing-prop', {
        got: given,
        allowed: 'atMost, atLeast, aboveStable or belowStable',
        remedy: 'give at least one limit',
      });
    }
  },
);

export const verdict: Check<Verdict> = (candidate, field) => {
  const before = field.problems.length;
  made<Verdict>('verdict', "failures({ atMost: 0.02 }), slowerThan('250ms', ...) or measured(...)")(candidate, field);
  if (field.problems.length > before) return;
  limits(candidate.limits, field.at('limits'));
  if (candidate.of === 'slow' && !((candidate.within ?? 0) > 0)) {
    field.problem('bad-duration', {
      got: candidate.within,
      allowed: 'a number with the unit ms or s',
      remedy: "give slowerThan('250ms', { atMost: 0.05 })",
    });
  }
  if (candidate.of === 'measured') markedQuery(candidate, field);
  if (candidate.signal !== undefined) ofOneVersion(candidate.signal, field);
};

function ofOneVersion(measure: Signal, field: Field): void {
  signal(measure, field);
  if (measure.exportedBy !== 'others') return;
  field.problem('not-allowed', {
    got: `${measure.record}, which others export`,
    allowed: 'a signal of the pods of a version',
    remedy: 'judge a version by what its own pods export',
  });
}

/** A query over both versions would judge the old one too. */
function markedQuery({ name, query }: Verdict, field: Field): void {
  if (typeof name !== 'string' || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    field.at('name').problem('bad-name', { got: name, allowed: 'lower-case letters, digits, -', remedy: 'rename it' });
  }
  if (typeof query !== 'string' || !query.includes(versionMark)) {
    field.at('query').problem('not-allowed', {
      got: query,
      allowed: `a query with ${versionMark}`,
      remedy: `give the version's labels: avg(confidence{${versionMark}})`,
    });
  }
}
