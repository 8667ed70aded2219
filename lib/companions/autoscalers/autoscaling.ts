import type { Construct } from 'constructs';
import type { Rendered } from '../../engine';
import type { OperatorNeed } from '../../platform/operator-need';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import type { Value } from '../../value';
import type { Labels } from '../../vocabulary/labels';
import type { SignalSubject } from '../../vocabulary/signal';
import type { Scale } from '../autoscaler';

/** What is scaled. */
export interface ScaledService {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly scale: Scale;
  /** How long a pod may take to start. */
  readonly startupSeconds: number;
}

export interface AutoscaleRequest extends ScaledService {
  readonly target: NonNullable<Rendered['scaleTarget']>;
  readonly labels: Labels;
  /** Its series in a Prometheus that another program makes, by the labels that they have there. */
  readonly subject: (labels: Labels) => SignalSubject;
}

/** Who scales a service, as a value: `hpa()` or `keda()`. */
export type Autoscaler = Value<{
  readonly name: string;
  readonly needs: readonly OperatorNeed[];
  /** Whether it can start the first pod. */
  readonly startsFromZero: boolean;
  /** Whether the cluster's metrics adapter hands it the signals. */
  readonly throughAdapter: boolean;
  readonly check: (service: ScaledService, platform: Platform, field: Field) => void;
  readonly write: (scope: Construct, request: AutoscaleRequest, platform: Platform) => void;
}>;
