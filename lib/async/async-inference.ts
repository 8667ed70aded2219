import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodTemplate } from '../../imports/kubernetes';
import { account } from '../companions/account';
import { disruptionBudget } from '../companions/disruption-budget';
import { networkAccess } from '../companions/network-access';
import { declaredName, instanceOf } from '../identity';
import { emit } from '../kinds/emit';
import { fetchModels, waitForModels, withStores } from '../models/model-in-pod';
import { Platform } from '../platform/platform';
import { writePod } from '../pod/pod-template';
import { Field } from '../problems';
import { queueLabels } from '../queueing/queue-labels';
import { workloadAnnotations } from '../serving/workload-annotations';
import type { HasPeer, Peer } from '../vocabulary/access';
import { alsoCalling } from '../vocabulary/called';
import { type Labels, selectorLabels } from '../vocabulary/labels';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { type AsyncInferenceProps, type AsyncSpec, asyncSpec } from './async-inference-spec';
import { letKedaRead } from './keda-reads';
import { queueScaler } from './queue-scaler';
import { workerContainer } from './worker-container';

/** A model that answers the messages of a queue: as many workers as the queue is long, none when it is empty. */
export class AsyncInference extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  /** By name, for patches: `workload`, `scaler`, and `authentication` where KEDA needs one. */
  readonly objects: Readonly<Record<'workload' | 'scaler' | (string & {}), ApiObject>>;
  /** Its pods, for the access of others. */
  readonly peer: Peer;
  /** What monitoring watches of it. */
  readonly watched: Watched;

  /** @throws MlopsError with everything wrong in the props and on the platform */
  constructor(scope: Construct, id: string, props: AsyncInferenceProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    const { namespace } = Chart.of(this);
    this.name = declaredName(this, id, props?.name);
    const spec = asyncSpec(props, this.name, namespace, platform, field) as AsyncSpec;
    field.throwIfAny();

    const selector = selectorLabels(this.name, 'async-inference', instanceOf(this));
    const labels = { ...props.labels, ...selector };
    this.peer = { name: this.name, labels: selector, ...(namespace !== undefined && { namespace }) };
    const workload = this.deployment(spec, selector, labels, platform);
    this.objects = { workload, ...queueScaler(this, this.name, props.queue, props.scale, labels) };
    this.watched = {
      name: this.name,
      ...(namespace !== undefined && { namespace }),
      peer: this.peer,
      workload: { kind: 'Deployment', name: this.name },
      scaling: { on: [], min: props.scale.min ?? 0, throughAdapter: false },
      ...(props.metrics !== undefined && { metrics: props.metrics }),
    };
    if (props.scale.max > 1) disruptionBudget(this, this.name, selector);
    this.connect(spec, platform);
  }

  private deployment(spec: AsyncSpec, selector: Labels, labels: Labels, platform: Platform): ApiObject {
    const { name } = this;
    const { placement = {} } = spec.props;
    const queued = queueLabels(placement, platform, 'model-serving');
    return emit(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels: { ...labels, ...queued }, ...workloadAnnotations({ spec }) },
      spec: {
        selector: { matchLabels: selector },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
        progressDeadlineSeconds: spec.progressSeconds,
        template: this.pod(spec, selector, labels, platform),
      },
    });
  }

  private pod(spec: AsyncSpec, selector: Labels, labels: Labels, platform: Platform): PodTemplate {
    const { sidecars = [], placement, identity = {}, runAs } = spec.props;
    const { models } = spec;
    const { name, token } = account(this, this.name, identity, labels, platform);
    return writePod(
      {
        labels,
        before: waitForModels(models, platform),
        prepares: fetchModels(this, { name: this.name, models, beside: [spec.props, ...sidecars] }, labels, platform),
        main: workerContainer(spec),
        sidecars,
        serviceAccount: name,
        token,
        placement,
        defaultPriority: 'model-serving',
        spread: selector,
        runAs,
        restartPolicy: 'Always',
        gracePeriod: spec.graceSeconds,
      },
      platform,
    );
  }

  /** What it declares, its brokers, the store of its model, and KEDA at the queue. */
  private connect({ props: { access, queue, idempotency }, models }: AsyncSpec, platform: Platform): void {
    const store = idempotency?.store;
    const brokers = [queue.at, ...(store === undefined ? [] : [store.at])];
    networkAccess(this, { self: this.peer, access: alsoCalling(withStores(access, models), brokers) }, platform);
    letKedaRead(this, this.name, queue.at, Chart.of(this).namespace, platform);
  }
}
