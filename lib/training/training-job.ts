import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { account } from '../companions/account';
import { networkAccess } from '../companions/network-access';
import { seconds } from '../duration';
import { checkCarried, checkEngine, type Rendered } from '../engine';
import { declaredName, instanceOf } from '../identity';
import { Platform } from '../platform/platform';
import { writePod } from '../pod/pod-template';
import { Field, MlopsError } from '../problems';
import type { HasPeer, Peer } from '../vocabulary/access';
import { type Labels, selectorLabels } from '../vocabulary/labels';
import { type ModelLocation, modelLocation } from '../vocabulary/model';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { trainingEngines } from './engines';
import { trainingContainer } from './engines/job-spec';
import { kubernetesJob } from './engines/kubernetes-job';
import { type RunIdentity, runIdentity, stemLabel } from './run-identity';
import { type TrainingContext, type TrainingEngine, trainingFeatures } from './training-engine';
import { type TrainingJobProps, type TrainingSpec, trainingSpec } from './training-job-spec';
import { waitForData } from './wait-for-data';

/** Training of a model on one or many nodes; it runs once for each declared change, and never twice. */
export class TrainingJob extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  readonly objects: Rendered['objects'];
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
    if (spec !== undefined) checkTraining(engine, spec, platform, this.name, field);
    field.throwIfAny();
    this.spec = spec as TrainingSpec;

    const labels = selectorLabels(this.name, 'training-job', instanceOf(this));
    const identity = runIdentity(this.spec);
    this.run = identity.run;
    this.peer = { name: this.name, labels };
    this.objects = this.render(engine, identity, labels, platform, field);
    const { when, deadline } = this.spec;
    const { kind, name } = this.objects.workload;
    this.watched = {
      name: this.name,
      namespace: Chart.of(this).namespace,
      peer: this.peer,
      workload: {
        kind,
        name,
        deadlineSeconds: seconds(deadline),
        ...(typeof when !== 'string' && { schedule: when }),
      },
    };
    networkAccess(this, { self: this.peer, access: props.access ?? {}, amongPods: this.spec.workers > 1 }, platform);
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

  private render(
    engine: TrainingEngine,
    identity: RunIdentity,
    labels: Labels,
    platform: Platform,
    field: Field,
  ): Rendered['objects'] {
    const { props, mounts } = this.spec;
    const { name, token } = account(this, this.name, props.identity ?? {}, labels, platform);
    const context: TrainingContext = {
      stem: this.name,
      spec: this.spec,
      identity,
      platform,
      labels,
      pod: ({ env, subdomain } = {}) =>
        writePod(
          {
            labels: { ...props.labels, ...labels, [stemLabel]: this.name },
            before: waitForData(this.spec, platform),
            main: { ...props, name: trainingContainer, mounts, adds: env },
            sidecars: props.sidecars,
            serviceAccount: name,
            token,
            placement: props.placement,
            defaultPriority: 'model-training',
            runAs: props.runAs,
            restartPolicy: 'Never',
            subdomain,
          },
          platform,
        ),
    };
    const rendered = engine.render(this, context);
    for (const { pod } of rendered.podSets) checkCarried(engine, pod, field);
    field.throwIfAny();
    return rendered.objects;
  }
}

function checkTraining(
  engine: TrainingEngine,
  spec: TrainingSpec,
  platform: Platform,
  name: string,
  field: Field,
): void {
  checkEngine(engine, trainingEngines, trainingFeatures, spec, platform, field);
  const longest = `${name}-`.length + 8 + (spec.workers > 1 ? `-${spec.workers - 1}`.length : 0);
  if (longest > 63) {
    field.at('name').problem('name-too-long', {
      got: `'${name}', ${longest} characters with the run${spec.workers > 1 ? ' and the index of a worker' : ''}`,
      allowed: 'at most 63 characters',
      remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
    });
  }
}
