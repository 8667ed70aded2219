/** In which Argo CD Application an object lives: standing services, or objects that run to their end once. */
export type Lifecycle = 'service' | 'run';

/** Where a kind holds pods. */
export interface PodsAt {
  /** JSON pointer of a pod template; `*` stands for each item of a list, and an empty one for the object itself. */
  readonly template: string;
  /** JSON pointer of how many of them run at once, with the same `*`. @default one pod */
  readonly count?: string;
  /** JSON pointer of the most of them that a controller of its own makes, with the same `*`. @default the count */
  readonly most?: string;
  /**
   * What makes them more for a while: `rollout`, as the strategy says; `schedule`, where runs of a CronJob overlap;
   * `nodes`, one on each. @default nothing
   */
  readonly grows?: 'rollout' | 'schedule' | 'nodes';
  /** JSON pointer of whether they wait for somebody to start them. @default they never wait */
  readonly suspended?: string;
  /** Whether an autoscaler of the object leaves them alone. @default false */
  readonly unscaled?: boolean;
  /** Whether the pod's spec itself stands there, without its metadata. @default false */
  readonly bare?: boolean;
  /** JSON pointer of a container of it that stands apart from the others. @default all are in the template */
  readonly main?: string;
  /**
   * JSON pointer of how many pods one of the count is spread over, with the same `*`: this template is of all but the
   * first of them. @default one of the count is one pod
   */
  readonly group?: string;
  /** Whether only other objects make pods of it, and are counted for them. @default false */
  readonly pattern?: boolean;
}

/** How a kind scales another object. */
export interface Scaling {
  /** JSON pointer of the reference to what it scales: `kind` and `name`. */
  readonly target: string;
  /** JSON pointer of the fewest pods. */
  readonly min: string;
  /** JSON pointer of the most pods. */
  readonly max: string;
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

/** The object that a controller makes of another, which an autoscaler scales. */
export interface RunsAs {
  readonly kind: string;
  readonly suffix: string;
}

/** Everything that order, GitOps, policies and the identity lock know of a kind. */
export interface Kind {
  /** Without version, such as `apps`; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Name of its objects in the API, as rights name them. @default the kind in lower case, with the ending of a plural */
  readonly resource: string;
  /** Operator of the platform that brings it. @default Kubernetes itself */
  readonly operator?: string;
  /** What its operator makes of it in the same API group, as rights name it. */
  readonly makes: readonly string[];
  /** Whether it says what others may do or have: who deploys must not change it. */
  readonly governs: boolean;
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
  /** JSON pointers of fields that must not change: the API server refuses it, or an operator would run it again. */
  readonly immutable: readonly string[];
  /** Fields that controllers write on the live object: JSON pointers, or jq paths (`.spec.list[].field`) into lists. */
  readonly writtenByOthers: readonly string[];
  /** Objects that it names, in the same namespace, and what its controller writes on them. */
  readonly writesTo: readonly WritesTo[];
  /** Its pod templates. */
  readonly pods: readonly PodsAt[];
  /** JSON pointer of the seconds after which its pods, or those of one of its runs, are ended; the longest of `*`. @default never */
  readonly deadline?: string;
  /** How it scales the pods of another object. @default it does not */
  readonly scales?: Scaling;
  /**
   * What its controller makes of it, where an autoscaler scales that: another object `where` something stands at a JSON
   * pointer. @default the object itself is scaled
   */
  readonly runsAs?: RunsAs & { readonly where?: RunsAs & { readonly at: string } };
  /** Longest name; longer ones break the names that controllers derive. */
  readonly nameLimit: number;
  /** Whether a sync must neither prune nor delete it. */
  readonly guarded: boolean;
  /** Whether Argo CD (3.5) has a health check; without one a wave does not wait for it. */
  readonly health: boolean;
}

/** What `Kinds.define` needs at least. */
export type KindDefinition = Pick<Kind, 'group' | 'kind'> & Partial<Kind>;

const defaults: Omit<Kind, 'group' | 'kind' | 'resource'> = {
  makes: [],
  governs: false,
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
  return Object.freeze({ ...defaults, resource: pluralOf(definition.kind), ...definition });
}

/** As Kubernetes forms it: `ingresses`, `networkpolicies`, `rayjobs`. */
function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (/(s|x|ch)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
