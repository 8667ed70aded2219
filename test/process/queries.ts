import type { SyntaxNode } from '@lezer/common';
import type { LRParser } from '@lezer/lr';
import { load } from 'js-yaml';
import type { Emitted } from './emitted';

const { parser } = require('@prometheus-io/lezer-promql') as { parser: LRParser };

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Every rule of every emitted rule file. */
export function rulesOf(emitted: Emitted): readonly Rule[] {
  interface RuleFile {
    readonly groups: readonly { readonly rules: readonly Rule[] }[];
  }
  const files = Object.values(emitted.files('prometheus-rules')).map((text) => load(text) as RuleFile);
  return files.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
}

export interface Panel {
  readonly dashboard: string;
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

/** Every panel of every emitted dashboard. */
export function panelsOf(emitted: Emitted): readonly Panel[] {
  interface Dashboard {
    readonly title: string;
    readonly panels: readonly Omit<Panel, 'dashboard'>[];
  }
  const dashboards = Object.values(emitted.files('grafana-dashboards')).map((text) => JSON.parse(text) as Dashboard);
  return dashboards.flatMap(({ title: dashboard, panels }) => panels.map((panel) => ({ ...panel, dashboard })));
}

/** Every query that is emitted. */
export function queriesOf(emitted: Emitted): readonly string[] {
  return [...rulesOf(emitted), ...panelsOf(emitted).flatMap(({ targets }) => targets)].map(({ expr }) => expr);
}

export interface Selector {
  readonly text: string;
  readonly series: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

/** What a query reads: each selector once. */
export function selectorsOf(expressions: readonly string[]): readonly Selector[] {
  const found = new Map<string, Selector>();
  for (const expression of expressions) {
    parser.parse(expression).iterate({
      enter: ({ name, node }) => {
        if (name !== 'VectorSelector') return;
        const selector = selectorOf(node, expression);
        found.set(selector.text, selector);
      },
    });
  }
  return [...found.values()];
}

function selectorOf(node: SyntaxNode, expression: string): Selector {
  const text = (child: SyntaxNode | null) => (child === null ? '' : expression.slice(child.from, child.to));
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return {
    text: text(node),
    series: text(node.getChild('Identifier')),
    matchers: matchers.map((matcher) => ({
      label: text(matcher.getChild('LabelName')),
      operator: text(matcher.getChild('MatchOp')),
      value: JSON.parse(text(matcher.getChild('StringLiteral'))) as string,
    })),
  };
}

export interface Sample {
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The samples of a page of metrics. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function samplesOf(page: string): readonly Sample[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      series: line.replace(/[{ ].*/, ''),
      labels: Object.fromEntries(
        [...line.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [label, value]),
      ),
    }));
}

/** Whether a selector takes a sample; labels in `added` come from the scrape, not from the page. */
export function takes(
  { series, matchers }: Selector,
  sample: Sample,
  added: Readonly<Record<string, string>>,
): boolean {
  const labels: Readonly<Record<string, string>> = { ...sample.labels, ...added };
  const holds: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
    '=': (value, wanted) => value === wanted,
    '!=': (value, wanted) => value !== wanted,
    '=~': (value, wanted) => new RegExp(`^(?:${wanted})$`).test(value),
    '!~': (value, wanted) => !new RegExp(`^(?:${wanted})$`).test(value),
  };
  return (
    sample.series === series &&
    matchers.every(({ label, operator, value }) => holds[operator]?.(labels[label] ?? '', value) === true)
  );
}
