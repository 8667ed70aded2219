import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { account } from '../companions/account';
import { verticalAutoscaler } from '../companions/autoscalers/vertical';
import { disruptionBudget } from '../companions/disruption-budget';
import { withPicker } from '../companions/inference-pool';
import { networkAccess } from '../companions/network-access';
import { operatorCalls } from '../companions/operator-calls';
import { openTo, route } from '../companions/route';
import { seconds } from '../duration';
import { checkCarried, checkEngine, type Rendered } from '../engine';
import { declaredName, instanceOf } from '../identity';
import { withStores } from '../models/model-in-pod';
import { Platform } from '../platform/platform';
import { Field } from '../problems';
import { queueLabels } from '../queueing/queue-labels';
import { type HasPeer, type Peer, peer } from '../vocabulary/access';
import { type Labels, selectorLabels } from '../vocabulary/labels';
import { modelLabels } from '../vocabulary/model-version';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { type Component, componentsOf, serverService } from './components/component';
import { connectParts, watchedPart, writeParts } from './components/parts';
import { serverAccess } from './components/server-access';
import { serviceEngines } from './engines';
import { deployment } from './engines/deployment';
import { checkPicked } from './llm/picked';
import { type ModelServiceProps, type ServiceSpec, serviceSpec } from './model-service-spec';
import { letOthersIn, othersInNamespace } from './other-services';
import { checkScaling, watchedScaling, writeScaling } from './scaling';
import { fetchServed, withoutOwnModel } from './served-models';
import {
  type CheckedService,
  type ComponentContext,
  type PodsBeside,
  type RenderedService,
  type ServiceEngine,
  type ServicePodChanges,
  serviceFeatures,
} from './service-engine';
import { servicePod } from './service-pod';
import { signalsOf } from './signals-of';
import { surroundBeside, watchedBeside } from './surround-beside';

/** A model behind HTTP or gRPC. */
export class ModelService extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  readonly objects: Rendered['objects'];
  readonly endpoints: Rendered['endpoints'];
  /** Its pods and port, for the access of others. */
  readonly peer: Peer;
  /** What monitoring watches of it. */
  readonly watched: Watched;

  /** @throws MlopsError with everything wrong in the props, on the platform and with the engine */
  constructor(scope: Construct, id: string, props: ModelServiceProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    const engine = props?.engine ?? deployment();
    const checked = serviceSpec(props, this.name, platform, field);
    const { namespace } = Chart.of(this);
    const instance = instanceOf(this);
    const parts = checked && componentsOf(props, this.name, { namespace, instance }, platform, field, serviceSpec);
    if (checked !== undefined) {
      checkEngine(engine, serviceEngines, serviceFeatures, checked, platform, field);
      othersInNamespace(checked, namespace, field);
      const service = { name: this.name, spec: checked, namespace, platform };
      checkPicked(checked, namespace, platform, field);
      checkScaling(service, engine, field);
      engine.check?.(service, field);
    }
    field.throwIfAny();
    const spec = checked as ServiceSpec;
    const components = parts ?? [];

    const selector = selectorLabels(this.name, 'model-service', instance);
    const entryPort = engine.entryPort?.(spec);
    const server = {
      name: serverService(this.name, props),
      labels: selector,
      namespace,
      ports: [entryPort ?? spec.port],
    };
    const transformer = components.find(({ role }) => role === 'transformer');
    this.peer = transformer === undefined ? server : { ...transformer.peer, name: this.name };
    const rendered = this.render(engine, spec, components, selector, platform, field);
    const { beside = [] } = rendered;
    this.objects = rendered.objects;
    this.endpoints = rendered.endpoints;
    const answering = { ...server, labels: rendered.answering ?? selector };
    this.watched = {
      name: this.name,
      namespace,
      peer: answering,
      workload: rendered.runs ?? { kind: rendered.objects.workload.kind, name: this.name },
      metrics: spec.props.metrics,
      signals: signalsOf(spec.props),
      scaling: watchedScaling(engine, spec),
      ...((components.length > 0 || beside.length > 0) && {
        parts: [
          ...components.map((part) => watchedPart(part, rendered)),
          ...beside.map((pods) => watchedBeside(pods, namespace)),
        ],
      }),
    };
    this.surround(engine, rendered, spec, selector, server, platform);
    const ends = { name: this.name, server, front: this.peer, selector: answering.labels, entryPort };
    connectParts(this, spec, components, ends, platform);
  }

  /** A service that another program makes: a callee, or a caller, by its labels. */
  static reference(facts: Peer): HasPeer {
    return peer(facts);
  }

  private render(
    engine: ServiceEngine,
    spec: ServiceSpec,
    components: readonly Component[],
    selector: Labels,
    platform: Platform,
    field: Field,
  ): RenderedService {
    const { props } = spec;
    const labels = { ...props.labels, ...selector };
    const queue = queueLabels(props.placement ?? {}, platform, 'model-serving');
    const [ofPods, ofWorkload] = engine.queued === 'pods' ? [queue, {}] : [{}, queue];
    const around = { account: account(this, this.name, props.identity ?? {}, labels, platform), engine, platform };
    const podOf = (id: string, part: PodsBeside) => {
      const own = { ...props.labels, ...part.selector };
      const place = new Construct(this, `models-of-${id}`);
      const prepares = fetchServed(place, part.name, part.spec, own, platform);
      return (changes?: ServicePodChanges) => servicePod({ ...around, ...part, labels: own, prepares }, changes);
    };
    const parts = components.map((part): ComponentContext => ({ ...part, pod: podOf(part.role, part) }));
    const served = engine.brings?.(props) === undefined ? spec : withoutOwnModel(spec);
    const prepares = fetchServed(this, this.name, served, labels, platform);
    const rendered = engine.render(this, {
      name: this.name,
      spec,
      platform,
      selector,
      labels: { ...labels, ...ofWorkload, ...(props.model !== undefined && modelLabels(props.model)) },
      pod: (changes) => {
        const own = { ...labels, ...ofPods };
        return servicePod({ ...around, spec: served, awaited: spec.models, labels: own, selector, prepares }, changes);
      },
      beside: (pods) => podOf(pods.name, pods),
      components: parts,
      front: parts.find(({ role }) => role === 'transformer')?.selector,
      entryPort: engine.entryPort?.(spec),
    });
    const left = writeParts(this, parts, props.labels, engine.owns.includes('components'), platform);
    for (const pod of [...rendered.podSets.map((set) => set.pod), ...left]) checkCarried(engine, pod, field, platform);
    field.throwIfAny();
    return rendered;
  }

  /** The companions: each for what the engine does not own. */
  private surround(
    engine: ServiceEngine,
    rendered: RenderedService,
    spec: ServiceSpec,
    selector: Labels,
    server: Peer,
    platform: Platform,
  ): void {
    const { props, expose, pods, models } = spec;
    const [port = spec.port] = server.ports ?? [];
    const first = server === this.peer;
    const { scaleTarget, routeTo, amongPods, callsApiServer, podSets, beside = [] } = rendered;
    const { answering = selector, pooled = answering } = rendered;
    const owned = new Set(engine.owns);
    const service: CheckedService = { name: this.name, namespace: this.peer.namespace, spec, platform };
    writeScaling(this, service, engine, rendered, selector);
    if (props.vertical !== undefined && scaleTarget !== undefined) {
      const [{ name: container = '' } = {}] = podSets[0]?.pod.spec.containers ?? [];
      verticalAutoscaler(this, this.name, container, props.vertical, scaleTarget, selector);
    }
    if (pods.min > 1 && !owned.has('disruption')) disruptionBudget(this, this.name, selector);
    if (!owned.has('routing')) {
      const stickySeconds = props.sticky === undefined ? undefined : seconds(props.sticky);
      route(this, this.name, expose, selector, platform, { routeTo, stickySeconds, port, selector: pooled });
    }
    networkAccess(
      this,
      {
        self: server,
        access: {
          ...withPicker(withStores(serverAccess(props, first), models), expose),
          ...(callsApiServer && { apiServer: true }),
        },
        openTo: [...(first ? openTo(expose, port, platform) : []), ...operatorCalls(engine.needs, platform, port)],
        amongPods,
      },
      platform,
    );
    for (const pods of beside) surroundBeside(this, pods, server, expose, platform);
    letOthersIn(this, spec, platform);
  }
}
