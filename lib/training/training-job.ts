import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodTemplate } from '../../imports/kubernetes';
import { account } from '../companions/account';
import { networkAccess } from '../companions/network-access';
import { operatorCalls } from '../companions/operator-calls';
import { seconds } from '../duration';
import { checkCarried, checkEngine } from '../engine';
import { declaredName, instanceOf } from '../identity';
import { Platform } from '../platform/platform';
import { Field, MlopsError } from '../problems';
import { parseQuantity } from '../quantity';
import { queueLabels } from '../queueing/queue-labels';
import { accessOnPlatform, type HasPeer, type Peer } from '../vocabulary/access';
import { dataLabels } from '../vocabulary/data-lineage';
import { type Labels, selectorLabels } from '../vocabulary/labels';
import { type ModelLocation, modelLocation } from '../vocabulary/model';
import { modelLabels } from '../vocabulary/model-version';
import type { HasWatched, Watched, WatchedProfile } from '../vocabulary/watched';
import { coordinatorAccount, roleLabel } from './coordinator';
import { trainingEngines } from './engines';
import { kubernetesJob } from './engines/kubernetes-job';
import { type RunIdentity, runIdentity } from './run-identity';
import { type RenderedTraining, type TrainingEngine, type TrainingRequest, trainingFeatures } from './training-engine';
import { type TrainingJobProps, type TrainingSpec, trainingSpec } from './training-job-spec';
import { trainingPods } from './training-pod';

/** Training of a model on one or many nodes; it runs once for each declared change, and never twice. */
export class TrainingJob extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  readonly objects: RenderedTraining['objects'];
  /** Its pods, for the access of others. */
  readonly peer: Peer;
  /** What monitoring watches of it. */
  readonly watched: Watched;
  /** The run that the declared inputs ask for; its name is `<name>-<run>`. */
  readonly run: string;
  private readonly spec: TrainingSpec;

  /** @throws MlopsError with everything wrong in the props, on the platform and with the engine */
  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    const engine = props?.engine ?? kubernetesJob();
    const spec = trainingSpec(props, this.name, platform, field);
    if (spec !== undefined) checkTraining(engine, { name: this.name, spec, platform }, field);
    field.throwIfAny();
    this.spec = spec as TrainingSpec;

    const identity = runIdentity(this.spec);
    this.run = identity.run;
    this.peer = { name: this.name, labels: selectorLabels(this.name, 'training-job', instanceOf(this)) };
    const rendered = this.render(engine, identity, platform, field);
    this.objects = rendered.objects;
    this.watched = this.watchedAs(rendered);
    this.connect(engine, rendered, platform);
  }

  /**
   * The model of this very run, to be served as soon as it is there.
   * @throws MlopsError `not-allowed` when it produces none, or when its runs are not known at synth time
   */
  get output(): ModelLocation {
    const { produces } = this.spec.props;
    if (produces !== undefined && this.spec.when === 'onChange')
      return modelLocation({ ...produces, version: this.run });
    const field = Field.of(this).at('output');
    field.problem('not-allowed', {
      got: produces === undefined ? 'a training without produces' : 'a training that repeats',
      allowed: "when: 'onChange' with produces",
      remedy: "name the version: claim.model('name', 'version')",
    });
    throw new MlopsError(field.problems);
  }

  private render(engine: TrainingEngine, identity: RunIdentity, platform: Platform, field: Field): RenderedTraining {
    const { name: stem, spec } = this;
    const { labels } = this.peer;
    const { coordinator } = engine;
    const own = spec.props.identity ?? {};
    const pods = trainingPods({
      stem,
      spec,
      labels,
      platform,
      engine,
      account: account(this, stem, own, labels, platform),
      coordinatorAccount:
        coordinator?.apiServer === true
          ? coordinatorAccount(this, stem, coordinator, own, labels, platform)
          : undefined,
    });
    const queued = queueLabels(spec.props.placement ?? {}, platform, 'model-training');
    const objectLabels = { ...spec.props.labels, ...labels, ...queued, ...lineageLabels(spec, identity) };
    const rendered = engine.render(this, { stem, spec, identity, platform, labels, objectLabels, ...pods });
    for (const { pod } of rendered.podSets) checkCarried(engine, pod, field);
    field.throwIfAny();
    return rendered;
  }

  private watchedAs({ objects, watchedJob, podSets }: RenderedTraining): Watched {
    const { when, deadline } = this.spec;
    const { kind, name } = objects.workload;
    return {
      name: this.name,
      namespace: Chart.of(this).namespace,
      peer: this.peer,
      workload: {
        ...(watchedJob === undefined ? { kind, name } : { kind: 'Job', name: watchedJob }),
        deadlineSeconds: seconds(deadline),
        ...(typeof when !== 'string' && { schedule: when }),
      },
      ...(watchedJob !== undefined && { custom: { kind, name } }),
      profile: this.measured(podSets[0]?.pod, name),
    };
  }

  /** Its workers, where it is profiled: their names begin with that of the object that runs them. */
  private measured(worker: PodTemplate | undefined, run: string): WatchedProfile | undefined {
    const { profile, compute } = this.spec.props;
    if (profile !== true || worker === undefined) return undefined;
    return {
      pods: `${run}-.+`,
      container: worker.spec.containers[0]?.name ?? '',
      cpu: Number(parseQuantity(compute.cpu) ?? 0n) / 1000,
      gpu: compute.gpu !== undefined,
    };
  }

  /** Who talks to whom: what the training declares, its pods among themselves, and what steering them takes. */
  private connect({ coordinator, needs }: TrainingEngine, { podSets }: RenderedTraining, platform: Platform): void {
    const amongPods = podSets.reduce((sum, { count }) => sum + count, 0) > 1;
    networkAccess(this, { self: this.peer, access: this.spec.props.access ?? {}, amongPods }, platform);
    if (coordinator === undefined) return;
    const { role, apiServer } = coordinator;
    const self = { name: `${this.name}-${role}`, labels: { ...this.peer.labels, [roleLabel]: role } };
    networkAccess(this, { self, access: { apiServer }, openTo: operatorCalls(needs, platform) }, platform);
  }
}

/** Which data it learns from, and which model it makes. */
function lineageLabels({ props: { data, produces }, when }: TrainingSpec, { run }: RunIdentity): Labels {
  const version = when === 'onChange' ? run : undefined;
  return { ...dataLabels(data), ...(produces !== undefined && modelLabels({ name: produces.name, version })) };
}

function checkTraining(engine: TrainingEngine, request: TrainingRequest, field: Field): void {
  const { name, spec, platform } = request;
  checkEngine(engine, trainingEngines, trainingFeatures, spec, platform, field);
  accessOnPlatform({ apiServer: engine.coordinator?.apiServer }, platform, field.at('engine'));
  engine.check?.(request, field);
  const limit = engine.nameLimit?.(spec) ?? 63;
  const length = `${name}-`.length + 8;
  if (length > limit) {
    field.at('name').problem('name-too-long', {
      got: `'${name}', ${length} characters with the run`,
      allowed: `at most ${limit}, for what ${engine.name} derives from it`,
      remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
    });
  }
}
