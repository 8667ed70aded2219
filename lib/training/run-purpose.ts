import type { EnvVar } from '../../imports/kubernetes';
import type { ModelInPod } from '../models/model-in-pod';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import type { Meeting } from './launcher';
import { rendezvousVariables } from './worker-variables';

/** What a run is for: where a training and another run on the same engines differ. */
export interface RunPurpose {
  /** Component of its labels. */
  readonly component: string;
  /** Priority class where the placement names none and the platform has it. */
  readonly priority: string;
  /** Name of its container where the back end fixes none; failure rules speak of it. */
  readonly container: string;
  /** Whether its workers find each other; else each does its share alone. */
  readonly workersMeet: boolean;
  /** What each worker knows of the others. */
  readonly workerVariables: (meeting: Meeting) => readonly EnvVar[];
  /** Variables of one run, whose name is `run`. */
  readonly variables: (stem: string, run: string) => readonly EnvVar[];
  /** What decides a run beside what a training declares too. @default nothing */
  readonly declares?: object;
  /** Models that its pods have; those that are brought stand beside its declared mounts. @default none */
  readonly models?: readonly ModelInPod[];
  /** What runs before its container. */
  readonly before: (platform: Platform) => readonly ContainerRequest[];
}

export const forTraining: RunPurpose = {
  component: 'training-job',
  priority: 'model-training',
  container: 'train',
  workersMeet: true,
  workerVariables: rendezvousVariables,
  variables: () => [],
  before: () => [],
};
