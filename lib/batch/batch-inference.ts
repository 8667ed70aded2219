import { Construct } from 'constructs';
import { declaredName } from '../identity';
import { Platform } from '../platform/platform';
import { Field, MlopsError } from '../problems';
import { kubernetesJob } from '../training/engines/kubernetes-job';
import { checkRun, placeRun } from '../training/placed-run';
import type { RenderedTraining } from '../training/training-engine';
import type { TrainingSpec } from '../training/training-job-spec';
import type { HasPeer, Peer } from '../vocabulary/access';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { batchEngines } from './batch-engines';
import { type BatchInferenceProps, batchSpec } from './batch-inference-spec';
import { resultsOf } from './for-batch';

/** Predictions over a data set; it runs once for each declared change, and never twice. */
export class BatchInference extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  readonly objects: RenderedTraining['objects'];
  /** Its pods, for the access of others. */
  readonly peer: Peer;
  /** What monitoring watches of it. */
  readonly watched: Watched;
  /** The run that the declared inputs ask for; its name is `<name>-<run>`. */
  readonly run: string;
  private readonly spec: TrainingSpec;
  private readonly output: BatchInferenceProps['output'];

  /** @throws MlopsError with everything wrong in the props, on the platform and with the engine */
  constructor(scope: Construct, id: string, props: BatchInferenceProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    const spec = batchSpec(props, this.name, platform, field) as TrainingSpec;
    const request = { name: this.name, spec, platform, engine: props?.engine ?? kubernetesJob() };
    if (spec !== undefined) checkRun(request, batchEngines, field);
    field.throwIfAny();

    this.spec = spec;
    this.output = props.output;
    ({ objects: this.objects, peer: this.peer, watched: this.watched, run: this.run } = placeRun(this, request, field));
  }

  /**
   * Where this very run leaves its predictions: a path, or an address.
   * @throws MlopsError `not-allowed` when it has no output, or when its runs are not known at synth time
   */
  get results(): string {
    if (this.output !== undefined && this.spec.when === 'onChange') return resultsOf(this.output, this.name, this.run);
    const field = Field.of(this).at('results');
    field.problem('not-allowed', {
      got: this.output === undefined ? 'a batch without output' : 'a batch that repeats',
      allowed: "when: 'onChange' with output",
      remedy: 'give output, or read the newest folder below it',
    });
    throw new MlopsError(field.problems);
  }
}
