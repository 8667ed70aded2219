/**
 * Kueue v0.19, `kueue.x-k8s.io/v1beta2`: only the fields that this library writes.
 * @see https://kueue.sigs.k8s.io/docs/reference/kueue.v1beta2/
 */
export const kueueVersion = 'kueue.x-k8s.io/v1beta2';

export interface ResourceFlavorSpec {
  readonly nodeLabels?: Readonly<Record<string, string>>;
  readonly nodeTaints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly topologyName?: string;
}

export interface ResourceQuotaOfFlavor {
  readonly name: string;
  readonly nominalQuota: string;
  readonly borrowingLimit?: string;
  readonly lendingLimit?: string;
}

export interface ResourceGroup {
  readonly coveredResources: readonly string[];
  readonly flavors: readonly { readonly name: string; readonly resources: readonly ResourceQuotaOfFlavor[] }[];
}

export interface FairSharing {
  readonly weight: string;
}

export interface ClusterQueueSpec {
  readonly cohortName?: string;
  readonly namespaceSelector: Readonly<Record<string, never>>;
  readonly queueingStrategy: 'StrictFIFO' | 'BestEffortFIFO';
  readonly resourceGroups: readonly ResourceGroup[];
  readonly preemption?: {
    readonly withinClusterQueue: 'Never' | 'LowerPriority' | 'LowerOrNewerEqualPriority';
    readonly reclaimWithinCohort: 'Never' | 'LowerPriority' | 'Any';
    readonly borrowWithinCohort?: { readonly policy: 'LowerPriority'; readonly maxPriorityThreshold?: number };
  };
  readonly fairSharing?: FairSharing;
}

export interface CohortSpec {
  readonly parentName?: string;
  readonly fairSharing?: FairSharing;
}

export interface TopologySpec {
  readonly levels: readonly { readonly nodeLabel: string }[];
}

export interface LocalQueueSpec {
  readonly clusterQueue: string;
}
