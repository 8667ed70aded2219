import type { Field } from '../../problems';
import { type Check, flag, integer, made, oneOf, record, text, wrongType } from '../../shape';
import { kindOfValue, type Value, value } from '../../value';
import type { HasPeer } from '../../vocabulary/access';

/** How requests go through a node. @see https://kserve.github.io/website/docs/concepts/resources/inferencegraph */
export type Router = 'Sequence' | 'Ensemble' | 'Splitter' | 'Switch';

/** A service on KServe, another node, or an address. */
export type StepTarget = HasPeer | GraphNode | `http://${string}` | `https://${string}`;

export interface StepOptions {
  /** Name in the answer of an ensemble. @default none */
  readonly name?: string;
  /** What it gets in a sequence: the first request, or the answer before it. @default '$request' */
  readonly data?: '$request' | '$response';
  /** GJSON expression on the request, without which the step is left out. @see https://github.com/tidwall/gjson */
  readonly condition?: string;
  /** Percent of the requests in a splitter. */
  readonly weight?: number;
  /** Whether its failure ends the whole request. @default false */
  readonly required?: boolean;
}

export type GraphStep = Value<{ readonly target: StepTarget; readonly options: StepOptions }>;
export type GraphNode = Value<{ readonly router: Router; readonly steps: readonly GraphStep[] }>;

/** One step to a service of the same namespace, a node or an address. */
export function to(target: StepTarget, options: StepOptions = {}): GraphStep {
  return value('graphStep', { target, options });
}

/** One step after the other. */
export function sequence(...steps: readonly GraphStep[]): GraphNode {
  return value('graphNode', { router: 'Sequence', steps });
}

/** All steps at once; the answers by the names of the steps. */
export function ensemble(...steps: readonly GraphStep[]): GraphNode {
  return value('graphNode', { router: 'Ensemble', steps });
}

/** One of the steps by weight; the weights sum up to 100. */
export function splitter(...steps: readonly GraphStep[]): GraphNode {
  return value('graphNode', { router: 'Splitter', steps });
}

/** The first step whose condition holds; the last may do without. */
export function choose(...steps: readonly GraphStep[]): GraphNode {
  return value('graphNode', { router: 'Switch', steps });
}

export function isNode(target: StepTarget): target is GraphNode {
  return kindOfValue(target) === 'graphNode';
}

/** Options that mean something in some nodes only. */
const onlyIn: Readonly<Partial<Record<keyof StepOptions, readonly Router[]>>> = {
  weight: ['Splitter'],
  data: ['Sequence'],
  condition: ['Sequence', 'Switch'],
};

const options = record<StepOptions>({
  name: text,
  data: oneOf('$request', '$response'),
  condition: text,
  weight: integer(0, 100),
  required: flag,
});

export const graphNode: Check<GraphNode> = (node, field) => {
  const before = field.problems.length;
  made<GraphNode>('graphNode', 'sequence(...), ensemble(...), splitter(...) or choose(...)')(node, field);
  if (field.problems.length > before) return;
  if (node.steps.length === 0) {
    field.problem('missing-prop', { got: 'a node without steps', allowed: 'one or more', remedy: 'add to(service)' });
  }
  for (const [index, step] of node.steps.entries()) checkStep(step, node, field.at(index));
  if (field.problems.length === before) rulesOf[node.router](node.steps, field);
};

function checkStep(step: GraphStep, { router }: GraphNode, field: Field): void {
  const before = field.problems.length;
  made<GraphStep>('graphStep', 'to(service)')(step, field);
  if (field.problems.length > before) return;
  options(step.options, field);
  for (const [key, routers] of Object.entries(onlyIn) as [keyof StepOptions, readonly Router[]][]) {
    if (step.options?.[key] === undefined || routers.includes(router)) continue;
    field.at(key).problem('not-allowed', {
      got: `${key} in a ${router}`,
      allowed: `${key} in a ${routers.join(' or ')}`,
      remedy: 'leave it out, or use another node',
    });
  }
  const { target } = step;
  if (isNode(target)) graphNode(target, field);
  else if (typeof target === 'string' ? !/^https?:\/\/./.test(target) : target?.peer === undefined) {
    wrongType(field, target, "a service, a node, or an address such as 'http://rules.shop.svc'");
  }
}

const noRule = () => {};

const rulesOf: Readonly<Record<Router, (steps: readonly GraphStep[], field: Field) => void>> = {
  Sequence: noRule,
  Ensemble: noRule,
  Splitter: (steps, field) => {
    const sum = steps.reduce((total, step) => total + (step.options.weight ?? 0), 0);
    if (sum === 100) return;
    field.problem('out-of-range', {
      got: `weights ${steps.map((step) => step.options.weight ?? 'none').join(' + ')}`,
      allowed: 'weights that sum up to 100',
      remedy: 'give each step its weight',
    });
  },
  Switch: (steps, field) => {
    for (const [index, step] of steps.slice(0, -1).entries()) {
      if (step.options.condition !== undefined) continue;
      field.at(index).at('condition').problem('missing-prop', {
        got: 'a step that always holds before others',
        allowed: 'a condition on each step but the last',
        remedy: "give 'condition', or make it the last",
      });
    }
  },
};
