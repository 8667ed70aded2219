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
import { checkCarried, checkEngine, notCarried, type Rendered } from '../engine';
import { declaredName, instanceOf } from '../identity';
import { Platform } from '../platform/platform';
import { writePod } from '../pod/pod-template';
import { Field } from '../problems';
import { queueLabels } from '../queueing/queue-labels';
import { type HasPeer, type Peer, peer } from '../vocabulary/access';
import { type Labels, selectorLabels } from '../vocabulary/labels';
import { modelLabels } from '../vocabulary/model-version';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { serviceEngines } from './engines';
import { deployment } from './engines/deployment';
import { checkPicked } from './llm/picked';
import { type ModelServiceProps, type ServiceSpec, serviceSpec } from './model-service-spec';
import { letOthersIn, othersInNamespace } from './other-services';
import { checkScaling, watchedScaling, writeScaling } from './scaling';
import { fetchModels, waitForModels, withoutOwnModel, withStores } from './served-models';
import { serverContainer } from './server-container';
import { type CheckedService, type ServiceEngine, type ServicePodChanges, serviceFeatures } from './service-engine';
import { signalsOf } from './signals-of';

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
    if (checked !== undefined) {
      const { namespace } = Chart.of(this);
      checkEngine(engine, serviceEngines, serviceFeatures, checked, platform, field);
      othersInNamespace(checked, namespace, field);
      const service = { name: this.name, spec: checked, namespace, platform };
      checkPicked(checked, namespace, platform, field);
      checkScaling(service, engine, field);
      engine.check?.(service, field);
    }
    field.throwIfAny();
    const spec = checked as ServiceSpec;

    const selector = selectorLabels(this.name, 'model-service', instanceOf(this));
    this.peer = { name: this.name, labels: selector, namespace: Chart.of(this).namespace, ports: [spec.port] };
    const rendered = this.render(engine, spec, selector, platform, field);
    this.objects = rendered.objects;
    this.endpoints = rendered.endpoints;
    this.watched = {
      name: this.name,
      namespace: this.peer.namespace,
      peer: this.peer,
      workload: rendered.runs ?? { kind: rendered.objects.workload.kind, name: this.name },
      metrics: spec.props.metrics,
      signals: signalsOf(spec.props),
      scaling: watchedScaling(engine, spec),
    };
    this.surround(engine, rendered, spec, selector, platform);
  }

  /** A service that another program makes: a callee, or a caller, by its labels. */
  static reference(facts: Peer): HasPeer {
    return peer(facts);
  }

  private render(
    engine: ServiceEngine,
    spec: ServiceSpec,
    selector: Labels,
    platform: Platform,
    field: Field,
  ): Rendered {
    const { props } = spec;
    const labels = { ...props.labels, ...selector };
    const { name, token } = account(this, this.name, props.identity ?? {}, labels, platform);
    const served = engine.brings?.(spec) === true ? withoutOwnModel(spec) : spec;
    const prepares = fetchModels(this, this.name, served, labels, platform);
    const pod = ({ main, placement, token: mounted, restartPolicy = 'Always' }: ServicePodChanges = {}) =>
      writePod(
        {
          labels,
          before: waitForModels(served.models, platform),
          prepares,
          main: { ...serverContainer(served, platform), ...main },
          sidecars: props.sidecars,
          serviceAccount: name,
          token: mounted ?? token,
          placement: placement ?? props.placement,
          defaultPriority: 'model-serving',
          spread: selector,
          runAs: props.runAs,
          restartPolicy,
          gracePeriod: spec.leaveSeconds + spec.drainSeconds,
          without: notCarried(engine, platform),
        },
        platform,
      );
    const queue = queueLabels(props.placement ?? {}, platform, 'model-serving');
    const rendered = engine.render(this, {
      name: this.name,
      spec,
      platform,
      selector,
      labels: { ...labels, ...queue, ...(props.model !== undefined && modelLabels(props.model)) },
      pod,
    });
    for (const { pod: template } of rendered.podSets) checkCarried(engine, template, field, platform);
    field.throwIfAny();
    return rendered;
  }

  /** The companions: each for what the engine does not own. */
  private surround(
    engine: ServiceEngine,
    rendered: Rendered,
    spec: ServiceSpec,
    selector: Labels,
    platform: Platform,
  ): void {
    const { props, expose, port, pods, models } = spec;
    const { scaleTarget, routeTo, amongPods, callsApiServer, podSets } = rendered;
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
      route(this, this.name, expose, selector, platform, { routeTo, stickySeconds, port, selector });
    }
    networkAccess(
      this,
      {
        self: this.peer,
        access: {
          ...withPicker(withStores(props.access, models), expose),
          ...(callsApiServer && { apiServer: true }),
        },
        openTo: [...openTo(expose, port, platform), ...operatorCalls(engine.needs, platform, port)],
        amongPods,
      },
      platform,
    );
    letOthersIn(this, spec, platform);
  }
}
