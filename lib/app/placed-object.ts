import type { ApiObject } from 'cdk8s';
import type { KubernetesObject } from '../../imports/kubernetes';
import type { Kind } from '../kinds/kind';
import { Kinds } from '../kinds/kinds';
import type { Environment } from './environment';
import type { FinishedObject } from './finished';
import { type Rank, rankOf } from './order';
import { isOrdinary, plainJson } from './plain-json';

/** Where the objects of a chart go. */
export interface Place {
  readonly file: string;
  /** File of its objects that run to their end, which an Application of its own syncs. */
  readonly runs: string;
  readonly environment?: Environment;
  readonly cluster?: string;
}

/** An object of the tree with its place in the output; its content is made when it is read, and not kept. */
export class PlacedObject implements FinishedObject, Rank {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  /** Content that only cdk8s can make: that costs more than to keep it. */
  private kept?: KubernetesObject;

  /** @param direct whether the content of plain objects is read directly, not through cdk8s */
  constructor(
    readonly construct: ApiObject,
    private readonly place: Place,
    direct: boolean,
  ) {
    const { apiVersion, metadata } = construct;
    const rank: Rank =
      direct && isOrdinary(construct)
        ? {
            kind: Kinds.of({ apiVersion, kind: construct.kind }),
            namespace: metadata.namespace ?? '',
            name: construct.name,
          }
        : rankOf(this.keep());
    this.kind = rank.kind;
    this.namespace = rank.namespace;
    this.name = rank.name;
  }

  get json(): KubernetesObject {
    return this.kept ?? plainJson(this.construct) ?? this.keep();
  }

  get path(): string {
    return this.construct.node.path;
  }

  get file(): string {
    return this.kind.lifecycle === 'service' ? this.place.file : this.place.runs;
  }

  get environment(): Environment | undefined {
    return this.place.environment;
  }

  get cluster(): string | undefined {
    return this.place.cluster;
  }

  /** Whether the content is a plain tree of its own. */
  get plain(): boolean {
    return this.kept === undefined;
  }

  /** The same with its content made once and kept. */
  finished(): FinishedObject {
    const { json, path, file, environment, cluster } = this;
    return { json, path, file, environment, cluster };
  }

  private keep(): KubernetesObject {
    this.kept = this.construct.toJson() as KubernetesObject;
    return this.kept;
  }
}
