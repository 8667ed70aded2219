import type { Construct } from 'constructs';
import { MlopsChart } from './app/mlops-chart';

/** An object's name: the explicit one as it is, else the id with the chart's instance before it. */
export function declaredName(scope: Construct, id: string, explicit?: string): string {
  const instance = MlopsChart.find(scope)?.instance;
  return explicit ?? (instance === undefined ? id : `${instance}-${id}`);
}

/** The instance of the chart, which is part of every selector. */
export function instanceOf(scope: Construct): string | undefined {
  return MlopsChart.find(scope)?.instance;
}
