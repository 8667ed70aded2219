import type { KubernetesObject } from '../../imports/kubernetes';
import type { Environment } from './environment';

/** An object as it will stand in its file: what policies, GitOps and the identity lock read. */
export interface FinishedObject {
  readonly json: KubernetesObject;
  /** Construct path, for messages. */
  readonly path: string;
  /** Path of its file under the output folder, without extension, such as `prod/house-prices`. */
  readonly file: string;
  /** Environment of its chart; undefined for objects of a cluster or of a plain chart. */
  readonly environment?: Environment;
  /** Cluster that it goes to; undefined below a plain chart. */
  readonly cluster?: string;
}
