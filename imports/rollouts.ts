import type { LabelSelector, PodTemplate, StringMap } from './kubernetes';

/**
 * Wire format of Argo Rollouts 1.9, `argoproj.io/v1alpha1`: only the fields that this library writes.
 * @see https://argo-rollouts.readthedocs.io/en/release-1.9/features/specification/
 */
export interface RolloutSpec {
  readonly replicas?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
  readonly strategy: { readonly canary: CanaryStrategy } | { readonly blueGreen: BlueGreenStrategy };
  readonly progressDeadlineSeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly rollbackWindow?: { readonly revisions: number };
}

export interface CanaryStrategy {
  readonly stableService?: string;
  readonly canaryService?: string;
  readonly maxSurge: number | string;
  readonly maxUnavailable: number | string;
  readonly steps?: readonly CanaryStep[];
  readonly trafficRouting?: TrafficRouting;
}

export type CanaryStep =
  | { readonly setWeight: number }
  | { readonly pause: { readonly duration?: string } }
  | { readonly setHeaderRoute: { readonly name: string; readonly match: readonly HeaderMatch[] } }
  | { readonly setMirrorRoute: MirrorRoute }
  | { readonly setCanaryScale: { readonly weight: number } | { readonly matchTrafficWeight: true } }
  | { readonly analysis: RolloutAnalysis };

export interface HeaderMatch {
  readonly headerName: string;
  readonly headerValue: { readonly exact: string };
}

/** Without matches the mirror is taken away. */
export interface MirrorRoute {
  readonly name: string;
  readonly percentage?: number;
  readonly match?: readonly { readonly path: { readonly prefix: string } }[];
}

export interface TrafficRouting {
  readonly managedRoutes?: readonly { readonly name: string }[];
  readonly plugins?: Readonly<Record<string, unknown>>;
  readonly nginx?: { readonly stableIngress: string; readonly additionalIngressAnnotations?: StringMap };
  readonly istio?: { readonly virtualService: { readonly name: string; readonly routes: readonly string[] } };
}

export interface BlueGreenStrategy {
  readonly activeService: string;
  readonly previewService: string;
  readonly autoPromotionEnabled: boolean;
  readonly scaleDownDelaySeconds: number;
  readonly maxUnavailable?: number;
  readonly prePromotionAnalysis?: RolloutAnalysis;
  readonly postPromotionAnalysis?: RolloutAnalysis;
}

export interface RolloutAnalysis {
  readonly templates: readonly { readonly templateName: string }[];
  readonly args: readonly {
    readonly name: string;
    readonly valueFrom: { readonly podTemplateHashValue: 'Latest' | 'Stable' };
  }[];
}

export interface AnalysisMetric {
  readonly name: string;
  readonly interval: string;
  readonly count: number;
  readonly successCondition: string;
  readonly failureCondition: string;
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
  readonly provider: { readonly prometheus: { readonly address: string; readonly query: string } };
}

export interface AnalysisTemplateSpec {
  readonly args: readonly { readonly name: string }[];
  readonly metrics: readonly AnalysisMetric[];
}
