import type { Construct, IConstruct } from 'constructs';
import { cidr } from '../cidr';
import { dnsName } from '../names';
import { Field, MlopsError } from '../problems';
import { quantity } from '../quantity';
import { anyText, type Check, flag, integer, listOf, mapOf, once, oneOf, record, required, text } from '../shape';
import { type Gang, gang, gangOnPlatform } from './gang';
import { type GatewayImplementation, gatewayImplementation } from './gateway-implementation';
import { type GpuMetricsFacts, gpuMetrics } from './gpu-metrics';
import { type ImageVersions, imageVersions } from './image-versions';
import { type IngressController, ingressController } from './ingress-controller';
import { adapterAlone, type MetricsAdapterFacts, metricsAdapter } from './metrics-adapter';
import { type ModelCacheFacts, modelCache } from './model-cache';
import { modelCacheOnPlatform } from './model-cache-on-platform';
import { type NodePool, nodePool } from './node-pool';
import { nodePools } from './node-pools';
import { type OperatorFacts, operatorFacts } from './operators';
import { type Queues, queues } from './queues';
import { queuesOnPlatform } from './queues-on-platform';
import { kubernetesVersion } from './version';

/** Access modes of a volume. @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes */
export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';

/** A storage class that the cluster has. */
export interface StorageClassFacts {
  /** Access modes that it serves. */
  readonly access: readonly AccessMode[];
  /** Zone in which its volumes are made, such as by `allowedTopologies`. @default any */
  readonly zone?: string;
  /** Pool whose nodes have its volumes, as local disks do. @default any node reaches them */
  readonly pool?: string;
}

/** A Gateway that routes attach to. */
export interface GatewayFacts {
  readonly name: string;
  readonly namespace: string;
  /** Listener of the Gateway. @default all listeners that allow the route */
  readonly listener?: string;
  /** Who implements it, such as `envoyGateway()`; decides who can ask for authentication. @default the standard alone */
  readonly implementation?: GatewayImplementation;
}

/** The Ingress controller of the cluster. */
export interface IngressFacts {
  readonly className: string;
  /** Namespace of the controller's pods, from which traffic comes. */
  readonly namespace: string;
  /** cert-manager ClusterIssuer that signs the hosts. @default no TLS */
  readonly clusterIssuer?: string;
  /** What the controller is, such as `ingressNginx()`; decides its annotations. @default unknown: hosts and paths alone */
  readonly controller?: IngressController;
}

/** A class of pods by importance. */
export interface PriorityFacts {
  /** Higher is more important; at most 1000000000. */
  readonly value: number;
  /** Whether its pods may evict less important ones. @default true */
  readonly preempts?: boolean;
}

/** What a cluster offers: facts that the platform team states once, and that every construct reads. */
export interface Platform {
  /** Name of the cluster; its own objects go to `dist/clusters/<cluster>/`. */
  readonly cluster: string;
  /** Version of Kubernetes, such as `1.34`; it changes the output where the API did. */
  readonly kubernetes: string;
  /** All node pools by name; capacity is proved against them. @default none: a pod can ask for no pool, and nothing is proved */
  readonly pools?: Readonly<Record<string, NodePool>>;
  /** Storage classes by name. @default none: claims use the cluster's default class */
  readonly storageClasses?: Readonly<Record<string, StorageClassFacts>>;
  /** What a volume delivers a second, which sizes start-up budgets. @default '100Mi' */
  readonly volumeThroughput?: string;
  /** What a pod downloads a second from stores of models, which sizes how long a new version may take. @default '50Mi' */
  readonly downloadThroughput?: string;
  /** Installed operators by name. @default none */
  readonly operators?: Readonly<Record<string, OperatorFacts>>;
  /** Priority classes by name; `Cluster` emits them. @default none: pods have no priority class */
  readonly priorities?: Readonly<Record<string, PriorityFacts>>;
  /** Queues of Kueue, which admit workloads when there is room; `Cluster` emits them. @default none */
  readonly queues?: Queues;
  /** Scheduler that starts all pods of a gang or none. @default none: pods start one by one */
  readonly gang?: Gang;
  /** Gateway for `route()`. @default none */
  readonly gateway?: GatewayFacts;
  /** Ingress controller for `ingress()`. @default none */
  readonly ingress?: IngressFacts;
  /** `fixed`: pods run as a user above 10000; `assigned`: the cluster gives the user, as OpenShift does. @default 'fixed' */
  readonly podUsers?: 'fixed' | 'assigned';
  /** Registry that mirrors third-party images, such as `registry.example.com/mirror`. @default the upstream registries */
  readonly imageMirror?: string;
  /** Where single images of the catalogue were pushed, by catalogue name. @default the catalogue's own reference */
  readonly images?: Readonly<Record<string, string>>;
  /** Digests and code of images, such as `imageLock('images.lock.json')`; annotations of workloads. @default unknown */
  readonly imageVersions?: ImageVersions;
  /** Pull secrets of every pod, by name. @default none */
  readonly pullSecrets?: readonly string[];
  /** Annotation of a service account that holds its cloud role, such as `eks.amazonaws.com/role-arn`. @default none */
  readonly cloudRoleAnnotation?: string;
  /** Namespace of the cluster DNS. @default 'kube-system' */
  readonly dnsNamespace?: string;
  /** Addresses of the API server as CIDRs, for workloads that call it. @default unknown: `access.apiServer` is an error */
  readonly apiServer?: readonly string[];
  /** Ports of the API server behind those addresses: policies see the port of its Endpoints too. @default [443, 6443] */
  readonly apiServerPorts?: readonly number[];
  /**
   * Namespaces whose monitoring may read the space of volumes, and what containers use, from the kubelets; `Cluster` emits
   * the right. @default none: watching a claim or a profiled training is an error
   */
  readonly kubeletReaders?: readonly string[];
  /** What hands signals to the autoscaler of Kubernetes; `Cluster` emits its rules. @default none: a signal needs keda() */
  readonly metricsAdapter?: MetricsAdapterFacts;
  /**
   * Namespaces whose monitoring may see which custom resources the cluster has, and so read the state of those in its own
   * namespace; `Cluster` emits the right. @default none: runs of Spark and Katib cannot be watched
   */
  readonly customResourceReaders?: readonly string[];
  /** The exporter of GPU metrics; `Cluster` emits the right to find its pods. @default none: gpuUse() is an error */
  readonly gpuMetrics?: GpuMetricsFacts;
  /** Models that KServe keeps on the disks of nodes; `Cluster` emits what says so. @default none: each pod downloads its own */
  readonly modelCache?: ModelCacheFacts;
}

const accessModes: Check<AccessMode> = oneOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod');

const shape: Check<Platform> = record<Platform>(
  {
    cluster: required(dnsName),
    kubernetes: required(kubernetesVersion),
    pools: mapOf(nodePool, dnsName),
    storageClasses: mapOf(
      record<StorageClassFacts>({ access: required(listOf(accessModes, 1)), zone: text, pool: dnsName }),
    ),
    volumeThroughput: quantity,
    downloadThroughput: quantity,
    operators: mapOf(operatorFacts),
    priorities: mapOf(
      record<PriorityFacts>({ value: required(integer(-1_000_000_000, 1_000_000_000)), preempts: flag }),
      dnsName,
    ),
    queues,
    gang,
    gateway: record<GatewayFacts>({
      name: required(dnsName),
      namespace: required(dnsName),
      listener: dnsName,
      implementation: gatewayImplementation,
    }),
    ingress: record<IngressFacts>({
      className: required(dnsName),
      namespace: required(dnsName),
      clusterIssuer: dnsName,
      controller: ingressController,
    }),
    podUsers: oneOf('fixed', 'assigned'),
    imageMirror: text,
    images: mapOf(anyText),
    imageVersions,
    pullSecrets: listOf(dnsName),
    cloudRoleAnnotation: text,
    dnsNamespace: dnsName,
    apiServer: listOf(cidr, 1),
    apiServerPorts: listOf(integer(1, 65535), 1),
    kubeletReaders: listOf(dnsName),
    metricsAdapter,
    customResourceReaders: listOf(dnsName),
    gpuMetrics,
    modelCache,
  },
  (platform, field) => {
    nodePools(platform, field);
    queuesOnPlatform(platform, field);
    gangOnPlatform(platform, field);
    adapterAlone(platform, field);
    modelCacheOnPlatform(platform, field);
  },
);

/** Looked at once, though every chart of an environment provides it. */
export const platformCheck: Check<Platform> = once(shape);

const provided = new WeakMap<IConstruct, Platform>();

/** Gives a construct tree its platform, and looks it up. */
export const Platform = {
  /**
   * The platform of everything below `scope`. `MlopsChart` calls it; a plain cdk8s chart does as its first line.
   * @throws MlopsError for every fact that is malformed, and `platform-provided-late` after the first child
   */
  provide(scope: Construct, platform: Platform): void {
    const field = Field.of(scope).at('platform');
    if (scope.node.children.length > 0) {
      field.problem('platform-provided-late', {
        got: `${scope.node.children.length} children`,
        allowed: 'a scope without children',
        remedy: 'call Platform.provide as the first line',
      });
    }
    platformCheck(platform, field);
    field.throwIfAny();
    provided.set(scope, platform);
  },

  /** The platform above `scope`; undefined when there is none. */
  find(scope: Construct): Platform | undefined {
    for (let above: IConstruct | undefined = scope; above !== undefined; above = above.node.scope) {
      const platform = provided.get(above);
      if (platform !== undefined) return platform;
    }
    return undefined;
  },

  /** @throws MlopsError `missing-environment` when neither an MlopsChart nor Platform.provide stands above */
  of(scope: Construct): Platform {
    const platform = Platform.find(scope);
    if (platform !== undefined) return platform;
    const field = Field.of(scope);
    field.problem('missing-environment', {
      got: 'no platform',
      allowed: 'a scope below an MlopsChart or Platform.provide',
      remedy: 'create the construct in an MlopsChart',
    });
    throw new MlopsError(field.problems);
  },
};
