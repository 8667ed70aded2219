import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import { account } from '../../companions/account';
import { networkAccess, type OpenTo } from '../../companions/network-access';
import { emit } from '../../kinds/emit';
import { type CatalogueName, catalogueReference, imageCatalogue } from '../../platform/image-catalogue';
import type { Platform } from '../../platform/platform';
import { writePod } from '../../pod/pod-template';
import type { Access, Peer } from '../../vocabulary/access';
import type { Compute } from '../../vocabulary/compute';
import type { Identity } from '../../vocabulary/identity';
import type { Labels } from '../../vocabulary/labels';
import type { SecretUse } from '../../vocabulary/secrets';
import type { Mount } from '../../vocabulary/storage';

/** One third-party server: a single replica, its Service, account and network access. */
export interface StandingServer {
  readonly name: string;
  readonly image: CatalogueName;
  readonly selector: Labels;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly secrets?: readonly SecretUse[];
  readonly mounts: readonly Mount[];
  readonly compute: Compute;
  readonly port: number;
  /** Port of its Service. @default its own port */
  readonly servicePort?: number;
  /** Paths that say that it lives, and that it is ready. */
  readonly health: { readonly alive: string; readonly ready: string };
  readonly identity?: Identity;
  readonly access: Access;
  readonly openTo?: readonly OpenTo[];
  /** Digest of configuration that it reads only when it starts. */
  readonly config?: string;
  /** Time to start, such as for reading a log of writes. @default 60 */
  readonly startupSeconds?: number;
}

export interface WrittenServer {
  readonly workload: ApiObject;
  readonly service: ApiObject;
  readonly pod: PodTemplate;
}

/** Annotation of a pod with the digest of its configuration. */
const configAnnotation = 'mlops.cdk8s.io/config';

export function standingServer(scope: Construct, server: StandingServer, platform: Platform): WrittenServer {
  const { name, selector, port, servicePort = port } = server;
  const pod = podOf(scope, server, platform);
  const workload = emit(scope, 'Resource', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: selector },
    spec: {
      replicas: 1,
      selector: { matchLabels: selector },
      strategy: { type: 'Recreate' },
      template: pod,
    },
  });
  const service = emit(scope, 'Service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: selector },
    spec: {
      type: 'ClusterIP',
      selector,
      ports: [{ name: 'http', port: servicePort, protocol: 'TCP', targetPort: 'http' }],
    },
  });
  const self: Peer = { name, labels: selector, ports: [port] };
  networkAccess(scope, { self, access: server.access, openTo: server.openTo }, platform);
  return { workload, service, pod };
}

function podOf(scope: Construct, server: StandingServer, platform: Platform): PodTemplate {
  const { name, image, selector, args, env, secrets, mounts, compute, port, health, startupSeconds = 60 } = server;
  const { name: serviceAccount, token } = account(scope, name, server.identity ?? {}, selector, platform);
  const catalogue: { readonly user: number; readonly group?: number } = imageCatalogue[image];
  const probe = (path: string) => ({ httpGet: { path, port: 'http' }, timeoutSeconds: 5 });
  return writePod(
    {
      labels: selector,
      ...(server.config !== undefined && { annotations: { [configAnnotation]: server.config } }),
      main: {
        name: image,
        image: catalogueReference(image, platform),
        args,
        env,
        secrets,
        mounts,
        compute,
        ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
        probes: {
          startupProbe: { ...probe(health.alive), periodSeconds: 5, failureThreshold: Math.ceil(startupSeconds / 5) },
          readinessProbe: { ...probe(health.ready), periodSeconds: 10, failureThreshold: 3 },
          livenessProbe: { ...probe(health.alive), periodSeconds: 30, failureThreshold: 4 },
        },
      },
      serviceAccount,
      token,
      runAs: catalogue,
      restartPolicy: 'Always',
      gracePeriod: 60,
    },
    platform,
  );
}
