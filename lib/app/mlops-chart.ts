import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { dnsName } from '../names';
import { Field } from '../problems';
import { anything, record, required } from '../shape';
import { Environment } from './environment';

export interface MlopsChartProps {
  readonly environment: Environment;
  /** Namespace of its objects, such as a team's `workspace.namespace`. @default the environment's */
  readonly namespace?: string;
  /**
   * Tells two copies of the chart in one namespace apart: prefixes every name derived from an id and fills
   * `app.kubernetes.io/instance`. Explicit names are never prefixed. @default none
   */
  readonly instance?: string;
}

/** A chart of one environment: its namespace, its platform and the recommended labels come from it. */
export class MlopsChart extends Chart {
  readonly environment: Environment;
  readonly instance?: string;

  /** @throws MlopsError for a malformed environment, namespace or instance */
  constructor(scope: Construct, id: string, { environment, namespace, instance }: MlopsChartProps) {
    const field = Field.of([scope.node.path, id].filter((part) => part !== '').join('/'));
    record<{ id: string; namespace?: string; instance?: string; environment: Environment }>({
      id: required(dnsName),
      namespace: dnsName,
      instance: dnsName,
      environment: required(anything),
    })({ id, namespace, instance, environment }, field);
    field.throwIfAny();
    super(scope, id, {
      namespace: namespace ?? environment.namespace,
      labels: {
        'app.kubernetes.io/part-of': id,
        'app.kubernetes.io/managed-by': 'cdk8s-mlops',
        ...(instance !== undefined && { 'app.kubernetes.io/instance': instance }),
      },
    });
    this.environment = environment;
    this.instance = instance;
    Environment.provide(this, environment);
  }

  /** Path of its file under the output folder, without extension. */
  get outputPath(): string {
    return `${this.environment.name}/${this.instance === undefined ? '' : `${this.instance}-`}${this.node.id}`;
  }

  /** The chart above `scope`; undefined below a plain chart. */
  static find(scope: Construct): MlopsChart | undefined {
    for (let above: IConstruct | undefined = scope; above !== undefined; above = above.node.scope) {
      if (above instanceof MlopsChart) return above as MlopsChart;
    }
    return undefined;
  }
}
