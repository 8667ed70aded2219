import { Construct } from 'constructs';
import { declaredName } from '../identity';
import { Platform } from '../platform/platform';
import { Field, MlopsError } from '../problems';
import type { HasPeer, Peer } from '../vocabulary/access';
import { type ModelLocation, modelLocation } from '../vocabulary/model';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { trainingEngines } from './engines';
import { kubernetesJob } from './engines/kubernetes-job';
import { checkRun, placeRun } from './placed-run';
import type { RenderedTraining } from './training-engine';
import { type TrainingJobProps, type TrainingSpec, trainingSpec } from './training-job-spec';

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
    const spec = trainingSpec(props, this.name, platform, field) as TrainingSpec;
    const request = { name: this.name, spec, platform, engine: props?.engine ?? kubernetesJob() };
    if (spec !== undefined) checkRun(request, trainingEngines, field);
    field.throwIfAny();

    this.spec = spec;
    ({ objects: this.objects, peer: this.peer, watched: this.watched, run: this.run } = placeRun(this, request, field));
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
}
