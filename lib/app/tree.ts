import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { type Derivation, isDerivation } from './derivation';

/** Everything that one walk over a tree finds, each in the order of creation, parents first. */
export interface Tree {
  readonly objects: readonly ApiObject[];
  readonly charts: readonly Chart[];
  readonly derivations: readonly Derivation[];
  /** Constructs that must come after others. */
  readonly dependents: readonly IConstruct[];
  /** What validations of the user's own constructs say. */
  readonly invalid: readonly string[];
}

/** Walks over a tree once, however deep it is, and runs every validation. */
export function walk(root: Construct): Tree {
  const objects: ApiObject[] = [];
  const charts: Chart[] = [];
  const derivations: Derivation[] = [];
  const dependents: IConstruct[] = [];
  const invalid: string[] = [];
  const ahead: IConstruct[] = [root];
  for (let construct = ahead.pop(); construct !== undefined; construct = ahead.pop()) {
    const { node } = construct;
    if (ApiObject.isApiObject(construct)) objects.push(construct as ApiObject);
    else if (Chart.isChart(construct)) charts.push(construct as Chart);
    if (isDerivation(construct)) derivations.push(construct);
    if (node.dependencies.length > 0) dependents.push(construct);
    for (const text of node.validate()) invalid.push(`${node.path}: ${text}`);
    const { children } = node;
    for (let index = children.length - 1; index >= 0; index--) ahead.push(children[index] as IConstruct);
  }
  return { objects, charts, derivations, dependents, invalid };
}
