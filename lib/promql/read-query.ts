import { parsed, type Reading, type Span } from './grammar';
import { ownReadings } from './own-readings';
import { queryShape } from './query-shape';

/** What a PromQL expression says. */
export interface Query {
  /** What is wrong with it; undefined when nothing is. */
  readonly problem?: string;
  /** Series that it reads. */
  readonly series: readonly string[];
  /** The part left of the outermost comparison: what an alert compares. */
  readonly compared?: string;
}

/** By shape: what was read before, and the queries of this library, which were read when it was made. */
const readings = new Map<string, Reading>();
const mostReadings = 1000;

/** @see https://prometheus.io/docs/prometheus/latest/querying/basics/ */
export function readQuery(expression: string): Query {
  if (expression.trim() === '') return { problem: 'is empty', series: [] };
  const { wrong, series, compared } = readingOf(expression);
  const words = ([from, to]: Span, beyond = 0) => expression.slice(from, to + beyond);
  return {
    problem: wrong && problems[wrong.what](wrong.at, words),
    series: [...new Set(series.map((span) => words(span)))],
    compared: compared && words(compared),
  };
}

/** What the grammar reads in a query, by the places in it. */
export function readingOf(expression: string): Reading {
  const { text, place } = queryShape(expression);
  const { wrong, series, compared } = ownReadings[text] ?? rememberedReading(text);
  // How the grammar goes on behind an error depends on the words themselves.
  if (wrong !== undefined) return parsed(expression);
  const placed = ([from, to]: Span): Span => [place(from), place(to)];
  return { series: series.map(placed), ...(compared && { compared: placed(compared) }) };
}

function rememberedReading(text: string): Reading {
  if (readings.size >= mostReadings) readings.clear();
  const reading = readings.get(text) ?? parsed(text);
  readings.set(text, reading);
  return reading;
}

type Words = (span: Span, beyond?: number) => string;

const problems: Record<NonNullable<Reading['wrong']>['what'], (at: Span, words: Words) => string> = {
  unreadable: (at, words) => `cannot be read at '${words(at, 12) || 'its end'}'`,
  nameless: (at, words) => `a selector without the name of a metric: '${words(at)}'`,
};
