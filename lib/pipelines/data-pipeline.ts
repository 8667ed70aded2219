import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { account } from '../companions/account';
import { networkAccess } from '../companions/network-access';
import { seconds } from '../duration';
import { checkCarried, checkEngine, type Rendered } from '../engine';
import { declaredName, instanceOf } from '../identity';
import { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { writePod } from '../pod/pod-template';
import { Field } from '../problems';
import { queueLabels } from '../queueing/queue-labels';
import type { HasPeer, Peer } from '../vocabulary/access';
import { dataLabels, dataVariables } from '../vocabulary/data-lineage';
import { type Labels, selectorLabels } from '../vocabulary/labels';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { type DataPipelineProps, type PipelineSpec, pipelineSpec } from './data-pipeline-spec';
import { pipelineEngines } from './engines';
import { cronJob } from './engines/cron-job';
import { type PipelineEngine, pipelineFeatures } from './pipeline-engine';

/** Steps on a schedule, with storage handed from one to the next. */
export class DataPipeline extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  readonly objects: Rendered['objects'];
  /** Its pods, for the access of others. */
  readonly peer: Peer;
  /** What monitoring watches of it. */
  readonly watched: Watched;

  /** @throws MlopsError with everything wrong in the props, on the platform and with the engine */
  constructor(scope: Construct, id: string, props: DataPipelineProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    const engine = props?.engine ?? cronJob();
    const spec = pipelineSpec(props, this.name, platform, field);
    if (spec !== undefined) checkEngine(engine, pipelineEngines, pipelineFeatures, spec, platform, field);
    field.throwIfAny();

    const labels = selectorLabels(this.name, 'data-pipeline', instanceOf(this));
    this.peer = { name: this.name, labels };
    this.objects = this.render(engine, spec as PipelineSpec, labels, platform, field);
    const { kind, name } = this.objects.workload;
    this.watched = {
      name: this.name,
      namespace: Chart.of(this).namespace,
      peer: this.peer,
      workload: {
        kind,
        name,
        deadlineSeconds: seconds((spec as PipelineSpec).deadline),
        ...(props.suspended !== true && { schedule: props.schedule }),
      },
    };
    networkAccess(this, { self: this.peer, access: props.access ?? {} }, platform);
  }

  private render(
    engine: PipelineEngine,
    spec: PipelineSpec,
    labels: Labels,
    platform: Platform,
    field: Field,
  ): Rendered['objects'] {
    const { props, steps } = spec;
    const { name, token } = account(this, this.name, props.identity ?? {}, labels, platform);
    const told = steps.map((step) => ({ ...step, adds: dataVariables(props.data) }));
    const chainPod = () =>
      writePod(
        {
          labels: { ...props.labels, ...labels },
          before: told.slice(0, -1),
          main: told.at(-1) as ContainerRequest,
          sidecars: props.sidecars,
          serviceAccount: name,
          token,
          placement: props.placement,
          defaultPriority: 'data-pipeline',
          runAs: props.runAs,
          restartPolicy: 'Never',
        },
        platform,
      );
    const queue = queueLabels(props.placement ?? {}, platform, 'data-pipeline');
    const rendered = engine.render(this, {
      name: this.name,
      spec,
      platform,
      labels: { ...labels, ...queue, ...dataLabels(props.data) },
      chainPod,
    });
    for (const { pod } of rendered.podSets) checkCarried(engine, pod, field);
    field.throwIfAny();
    return rendered.objects;
  }
}
