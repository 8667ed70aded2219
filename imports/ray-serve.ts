import type { StringMap } from './kubernetes';
import type { RayClusterSpec, WorkerGroupSpec } from './ray';

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
  readonly rayClusterConfig: Omit<RayClusterSpec, 'workerGroupSpecs' | 'gcsFaultToleranceOptions'> & {
    readonly workerGroupSpecs: readonly (Omit<WorkerGroupSpec, 'replicas'> &
      Partial<Pick<WorkerGroupSpec, 'replicas'>>)[];
  };
}
