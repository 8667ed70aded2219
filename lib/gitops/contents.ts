import type { KubernetesObject } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import type { Kind } from '../kinds/kind';
import { Kinds } from '../kinds/kinds';
import { type IgnoreDifference, scaled, writtenFrom } from './ignore-differences';

/** What Argo CD must know of some objects, gathered one by one, so that none is kept. */
export class Contents {
  /** Namespaces, in the order in which they come. */
  readonly namespaces = new Set<string>();
  readonly kinds = new Set<Kind>();
  /** The replicas that autoscalers own. */
  readonly scaled: IgnoreDifference[] = [];
  /** What controllers write on objects that others name. */
  readonly writtenFrom: IgnoreDifference[] = [];

  add(json: KubernetesObject): void {
    if (json.metadata.namespace !== undefined) this.namespaces.add(json.metadata.namespace);
    this.kinds.add(Kinds.of(json));
    this.scaled.push(...scaled(json));
    this.writtenFrom.push(...writtenFrom(json));
  }
}

/** An environment or a cluster: everything that it holds, and the part in each folder of its files. */
export class Target {
  readonly contents = new Contents();
  readonly folders = new Map<string, Contents>();

  constructor(readonly cluster: string) {}

  add({ json, file }: FinishedObject): void {
    const folder = file.slice(0, file.lastIndexOf('/'));
    const part = this.folders.get(folder) ?? new Contents();
    this.folders.set(folder, part);
    this.contents.add(json);
    part.add(json);
  }
}
