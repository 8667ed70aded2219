import type { SyntaxNode, Tree } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { peerPackage } from '../peer-package';

/** A part of a text: from a character to the one before another. */
export type Span = readonly [from: number, to: number];

/** What a text says in PromQL, by its places. */
export interface Reading {
  /** The first part that is wrong: it breaks the grammar, or selects series without a name. */
  readonly wrong?: { readonly what: 'unreadable' | 'nameless'; readonly at: Span };
  /** Names of series. */
  readonly series: readonly Span[];
  /** The part left of the outermost comparison. */
  readonly compared?: Span;
}

let parser: LRParser | undefined;

/** Loaded when the first query is read that this library does not know: other apps do not pay for it. */
function grammar(): LRParser {
  parser ??= peerPackage<{ parser: LRParser }>(
    'queries of Prometheus',
    ['@prometheus-io/lezer-promql', '@lezer/highlight', '@lezer/lr'],
    () => require('@prometheus-io/lezer-promql'),
  ).parser;
  return parser;
}

const comparisons = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);

/** Read with the grammar that Prometheus itself publishes. */
export function parsed(text: string): Reading {
  const tree = grammar().parse(text);
  const compared = comparedIn(tree.topNode.firstChild);
  return { ...selectorsIn(tree), ...(compared !== undefined && { compared }) };
}

function selectorsIn(tree: Tree): Pick<Reading, 'wrong' | 'series'> {
  const series: Span[] = [];
  let wrong: Reading['wrong'];
  tree.iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) wrong ??= { what: 'unreadable', at: [from, to] };
      if (type.name !== 'VectorSelector' || wrong !== undefined) return;
      const name = node.getChild('Identifier');
      if (name === null) wrong = { what: 'nameless', at: [from, to] };
      else series.push([name.from, name.to]);
    },
  });
  return { ...(wrong !== undefined && { wrong }), series };
}

function comparedIn(node: SyntaxNode | null): Span | undefined {
  if (node === null) return undefined;
  if (node.name === 'ParenExpr') return comparedIn(node.firstChild);
  if (node.name !== 'BinaryExpr') return undefined;
  const [left, operator] = [node.firstChild, node.firstChild?.nextSibling];
  if (!left || !operator) return undefined;
  return comparisons.has(operator.name) ? [left.from, left.to] : comparedIn(left);
}
