/** In which Argo CD Application an object lives: standing services, or objects that run to their end once. */
export type Lifecycle = 'service' | 'run';

/** Where a kind holds pods. */
export interface PodsAt {
  /** JSON pointer of a pod template; `*` stands for each item of a list, and an empty one for the object itself. */
  readonly template: string;
  /** JSON pointer of how many of them run at once, with the same `*`. @default one pod */
  readonly count?: string;
}

/** Fields of other objects that the controller of a kind writes. */
export interface WritesTo {
  readonly group: string;
  readonly kind: string;
  /** JSON pointers to the names of these objects, with the same `*`. */
  readonly names: readonly string[];
  /** JSON pointers, or jq paths into lists. */
  readonly fields: readonly string[];
}

/** Everything that order, GitOps, policies and the identity lock know of a kind. */
export interface Kind {
  /** Without version, such as `apps`; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** `home` is cluster scope that belongs to one environment: a Namespace. */
  readonly scope: 'namespaced' | 'cluster' | 'home';
  /** Position in a file; equal positions are ordered by name. */
  readonly order: number;
  /**
   * Argo CD sync wave. Only kinds that are healthy at once stand below 0: a wave waits for the health of the one
   * before, and a claim is bound only when its consumer is there.
   */
  readonly wave: number;
  readonly lifecycle: Lifecycle;
  /** JSON pointers of fields that the API server refuses to change. */
  readonly immutable: readonly string[];
  /** Fields that controllers write on the live object: JSON pointers, or jq paths (`.spec.list[].field`) into lists. */
  readonly writtenByOthers: readonly string[];
  /** Objects that it names, in the same namespace, and what its controller writes on them. */
  readonly writesTo: readonly WritesTo[];
  /** Its pod templates. */
  readonly pods: readonly PodsAt[];
  /** Longest name; longer ones break the names that controllers derive. */
  readonly nameLimit: number;
  /** Whether a sync must neither prune nor delete it. */
  readonly guarded: boolean;
  /** Whether Argo CD (3.5) has a health check; without one a wave does not wait for it. */
  readonly health: boolean;
}

/** What `Kinds.define` needs at least. */
export type KindDefinition = Pick<Kind, 'group' | 'kind'> & Partial<Kind>;

const defaults: Omit<Kind, 'group' | 'kind'> = {
  scope: 'namespaced',
  order: 500,
  wave: 0,
  lifecycle: 'service',
  immutable: [],
  writtenByOthers: [],
  writesTo: [],
  pods: [],
  nameLimit: 253,
  guarded: false,
  health: false,
};

export function kindFrom(definition: KindDefinition): Kind {
  return Object.freeze({ ...defaults, ...definition });
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
