import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { InferenceGraphSpec, InferenceRouter, InferenceStep } from '../../../imports/kserve';
import { disruptionBudget } from '../../companions/disruption-budget';
import { networkAccess } from '../../companions/network-access';
import { operatorCalls } from '../../companions/operator-calls';
import { type Duration, duration, seconds } from '../../duration';
import { declaredName, instanceOf } from '../../identity';
import { emit } from '../../kinds/emit';
import { dnsName } from '../../names';
import { checkOperator } from '../../platform/operator-need';
import { Platform } from '../../platform/platform';
import { Field } from '../../problems';
import { integer, oneOf, record, required } from '../../shape';
import { type Access, access, type HasPeer, type Peer } from '../../vocabulary/access';
import { type Compute, compute, resourcesOf } from '../../vocabulary/compute';
import { type Labels, labels, selectorLabels } from '../../vocabulary/labels';
import { type KserveMode, kserveModes } from '../engines/kserve-modes';
import { type GraphNode, graphNode, isNode, type StepTarget } from './graph-node';

export interface InferenceGraphProps {
  /** Where each request starts. */
  readonly root: GraphNode;
  /** What runs the router; the same as the services'. @default 'Standard' */
  readonly mode?: KserveMode;
  /** Pods of the router. @default 2 */
  readonly replicas?: number;
  /** Size of the router. @default 100m and 256Mi */
  readonly compute?: Compute;
  /** The longest that a request may take. @default KServe's: 60s */
  readonly timeout?: Duration;
  /** Who calls it; what it calls follows from its steps. @default nobody */
  readonly access?: Access;
  /** @default the construct's id, with the chart's `instance` before it */
  readonly name?: string;
  /** Further labels of its objects. @default none */
  readonly labels?: Labels;
}

const routerPort = 8080;
const shape = record<InferenceGraphProps>({
  root: required(graphNode),
  mode: oneOf('Standard', 'Knative'),
  replicas: integer(1, 1000),
  compute,
  timeout: duration,
  access,
  name: dnsName,
  labels,
});

/** Models on KServe, called one after the other, together, by weight or by condition, behind one name. */
export class InferenceGraph extends Construct implements HasPeer {
  readonly name: string;
  readonly peer: Peer;
  readonly objects: Readonly<Record<'workload', ApiObject>>;

  /** @throws MlopsError with everything wrong in the props and on the platform */
  constructor(scope: Construct, id: string, props: InferenceGraphProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    shape(props, field);
    field.throwIfAny();
    const { mode = 'Standard', replicas = 2 } = props;
    const services = servicesOf(props.root);
    const { needs } = kserveModes[mode];
    for (const need of needs) checkOperator(need, 'an InferenceGraph', platform, field);
    if (!/^[a-z]/.test(this.name)) startsWithLetter(this.name, field);
    for (const service of services) onKserve(service, field.at('root'));
    field.throwIfAny();

    const selector = selectorLabels(this.name, 'inference-graph', instanceOf(this));
    this.peer = { name: this.name, labels: selector, namespace: Chart.of(this).namespace, ports: [routerPort] };
    this.objects = { workload: this.graph(props, { ...props.labels, ...selector }, mode, replicas, platform) };
    if (replicas > 1) disruptionBudget(this, this.name, selector);
    const calls = [...(props.access?.calls ?? []), ...services];
    const openTo = operatorCalls(needs, platform, routerPort);
    networkAccess(this, { self: this.peer, access: { ...props.access, calls }, openTo }, platform);
  }

  private graph(
    { root, timeout, compute: size = { cpu: '100m', memory: '256Mi' } }: InferenceGraphProps,
    graphLabels: Labels,
    mode: KserveMode,
    replicas: number,
    platform: Platform,
  ): ApiObject {
    const spec: InferenceGraphSpec = {
      nodes: nodesOf(root),
      minReplicas: replicas,
      maxReplicas: replicas,
      resources: resourcesOf(size, platform),
      ...(timeout !== undefined && { timeout: seconds(timeout) }),
    };
    return emit(this, 'Resource', {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      metadata: {
        name: this.name,
        labels: graphLabels,
        annotations: {
          'serving.kserve.io/autoscalerClass': 'none',
          'serving.kserve.io/deploymentMode': mode,
        },
      },
      spec,
    });
  }
}

function startsWithLetter(name: string, field: Field): void {
  field.at('name').problem('bad-name', {
    got: name,
    allowed: 'a name that starts with a letter',
    remedy: 'rename it: KServe refuses it',
  });
}

/** The services that it calls, each once. */
function servicesOf({ steps }: GraphNode): readonly HasPeer[] {
  const found = steps.flatMap(({ target }) => {
    if (isNode(target)) return servicesOf(target);
    return typeof target === 'string' ? [] : [target];
  });
  return [...new Set(found)];
}

/** KServe's router finds InferenceServices only, and of what this program makes we see the kind. */
function onKserve(service: HasPeer, field: Field): void {
  const workload = (service as { objects?: { workload?: ApiObject } }).objects?.workload;
  if (workload === undefined) return;
  if (workload.kind === 'InferenceService') return;
  field.problem('not-allowed', {
    got: `${workload.kind} '${service.peer.name}'`,
    allowed: 'services with engine kserve()',
    remedy: "give it engine: kserve(), or call its address: to('http://...')",
  });
}

/** Nodes by name: `root`, and each other after the node and place from which it is reached. */
function nodesOf(node: GraphNode, name = 'root'): Readonly<Record<string, InferenceRouter>> {
  const below = node.steps.map(({ target }, index) => (isNode(target) ? nodesOf(target, `${name}-${index + 1}`) : {}));
  const steps = node.steps.map(({ target, options }, index): InferenceStep => {
    const { name: step, data, condition, weight, required: hard = false } = options;
    return {
      ...(step !== undefined && { name: step }),
      ...targetOf(target, `${name}-${index + 1}`),
      ...(data !== undefined && { data }),
      ...(condition !== undefined && { condition }),
      ...(weight !== undefined && { weight }),
      dependency: hard ? 'Hard' : 'Soft',
    };
  });
  return Object.assign({ [name]: { routerType: node.router, steps } }, ...below);
}

function targetOf(target: StepTarget, node: string): Partial<InferenceStep> {
  if (isNode(target)) return { nodeName: node };
  return typeof target === 'string' ? { serviceUrl: target } : { serviceName: target.peer.name };
}
