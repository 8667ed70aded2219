import type { EnvVar, PodTemplate, Quantities, SecurityContext, StringMap, VolumeMount } from './kubernetes';

/**
 * RayService of KubeRay 1.7.0, `ray.io/v1`: only the fields that this library writes.
 * @see https://github.com/ray-project/kuberay/blob/v1.7.0/ray-operator/apis/ray/v1/rayservice_types.go
 */
export interface RayServiceSpec {
  /** YAML text of a Ray Serve config. */
  readonly serveConfigV2: string;
  readonly upgradeStrategy: {
    readonly type: 'NewCluster' | 'NewClusterWithIncrementalUpgrade';
    readonly clusterUpgradeOptions?: {
      readonly gatewayClassName: string;
      readonly stepSizePercent: number;
      readonly intervalSeconds: number;
      readonly maxSurgePercent: number;
    };
  };
  readonly serveService?: {
    readonly metadata: { readonly name: string; readonly labels: StringMap; readonly annotations?: StringMap };
    readonly spec: {
      readonly type: 'ClusterIP' | 'LoadBalancer';
      readonly loadBalancerSourceRanges?: readonly string[];
      readonly ports: readonly {
        readonly name: 'serve';
        readonly port: number;
        readonly protocol: 'TCP';
        readonly targetPort: number;
      }[];
    };
  };
  readonly excludeHeadPodFromServeSvc: boolean;
  readonly rayClusterConfig: {
    readonly rayVersion: string;
    readonly enableInTreeAutoscaling?: true;
    readonly autoscalerOptions?: {
      readonly version: 'v2';
      readonly idleTimeoutSeconds: number;
      readonly resources: { readonly requests?: Quantities; readonly limits?: Quantities };
      readonly securityContext: SecurityContext;
      readonly env: readonly EnvVar[];
      readonly volumeMounts: readonly VolumeMount[];
    };
    readonly authOptions?: { readonly mode: 'token' };
    readonly headGroupSpec: { readonly rayStartParams: StringMap; readonly template: PodTemplate };
    readonly workerGroupSpecs: readonly {
      readonly groupName: string;
      readonly replicas?: number;
      readonly minReplicas: number;
      readonly maxReplicas: number;
      readonly numOfHosts: 1;
      readonly priority?: 0;
      readonly rayStartParams: StringMap;
      readonly template: PodTemplate;
    }[];
  };
}
