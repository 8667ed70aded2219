import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { peerPackage } from '../peer-package';

/** What a PromQL expression says, read with the grammar that Prometheus itself publishes. */
export interface Query {
  /** What is wrong with it; undefined when nothing is. */
  readonly problem?: string;
  /** Series that it reads. */
  readonly series: readonly string[];
  /** The part left of the outermost comparison: what an alert compares. */
  readonly compared?: string;
}

let parser: LRParser | undefined;

/** Loaded when the first query is read: apps without monitoring do not pay for it. */
function grammar(): LRParser {
  parser ??= peerPackage<{ parser: LRParser }>(
    'queries of Prometheus',
    ['@prometheus-io/lezer-promql', '@lezer/highlight', '@lezer/lr'],
    () => require('@prometheus-io/lezer-promql'),
  ).parser;
  return parser;
}

const comparisons = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);

/** The same rules stand in each environment: their queries are read once. */
const known = new Map<string, Query>();
const mostKnown = 1000;

/** @see https://prometheus.io/docs/prometheus/latest/querying/basics/ */
export function readQuery(expression: string): Query {
  if (known.size >= mostKnown) known.clear();
  const query = known.get(expression) ?? parsed(expression);
  known.set(expression, query);
  return query;
}

function parsed(expression: string): Query {
  const tree = grammar().parse(expression);
  const series = new Set<string>();
  let problem: string | undefined;
  tree.iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) problem ??= `cannot be read at '${expression.slice(from, to + 12) || 'its end'}'`;
      if (type.name !== 'VectorSelector' || problem !== undefined) return;
      const name = node.getChild('Identifier');
      if (name === null) problem = `a selector without the name of a metric: '${expression.slice(from, to)}'`;
      else series.add(expression.slice(name.from, name.to));
    },
  });
  if (expression.trim() === '') problem = 'is empty';
  return { problem, series: [...series], compared: compared(tree.topNode.firstChild, expression) };
}

function compared(node: SyntaxNode | null, expression: string): string | undefined {
  if (node === null) return undefined;
  if (node.name === 'ParenExpr') return compared(node.firstChild, expression);
  if (node.name !== 'BinaryExpr') return undefined;
  const [left, operator] = [node.firstChild, node.firstChild?.nextSibling];
  if (!left || !operator) return undefined;
  return comparisons.has(operator.name) ? expression.slice(left.from, left.to) : compared(left, expression);
}
