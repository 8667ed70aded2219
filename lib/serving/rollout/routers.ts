import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { TrafficRouting } from '../../../imports/rollouts';
import { emit } from '../../kinds/emit';
import type { OperatorNeed } from '../../platform/operator-need';
import type { ServiceContext } from '../service-engine';
import type { Canary, Header } from './canary';

/** Who splits the requests between two versions. */
export type RouterName = 'replicas' | 'gatewayApi' | 'nginx' | 'istio';

/** What a router needs, can do, and how a Rollout names it. */
export interface Router {
  readonly needs: readonly OperatorNeed[];
  /** Exposure through which its requests come. @default any */
  readonly exposure?: string;
  /** Class of Ingress that it understands. @default any */
  readonly ingressClass?: string;
  /** Whether it can send requests with a header to the new version. */
  readonly header: 'by a step' | 'always' | 'never';
  /** Whether it can copy requests to the new version. @default it cannot */
  readonly mirrors?: boolean;
  /** Undefined where the number of pods decides. */
  routing(scope: Construct, context: ServiceContext, rollout: Canary): TrafficRouting | undefined;
}

/** Name of the rule that a controller adds for a header. */
export const headerRule = 'rollout-header';
/** Name of the rule that a controller adds for copies. */
export const mirrorRule = 'rollout-mirror';
/** Name of the rule of a VirtualService whose weights a controller writes. */
const primaryRule = 'primary';

export function canaryService(name: string): string {
  return `${name}-canary`;
}

/** Rules of the controller, in the order in which they are tried. */
function managed({ header, mirror }: Canary): Pick<TrafficRouting, 'managedRoutes'> {
  const rules = [...(header === undefined ? [] : [headerRule]), ...(mirror === undefined ? [] : [mirrorRule])];
  return rules.length === 0 ? {} : { managedRoutes: rules.map((name) => ({ name })) };
}

export const routers: Readonly<Record<RouterName, Router>> = {
  replicas: { needs: [], header: 'never', routing: () => undefined },

  /** @see https://rollouts-plugin-trafficrouter-gatewayapi.readthedocs.io/en/latest/ */
  gatewayApi: {
    needs: [{ operator: 'rollouts-plugin-trafficrouter-gatewayapi' }],
    exposure: 'route',
    header: 'by a step',
    routing: (scope, { name }, rollout) => ({
      ...managed(rollout),
      plugins: {
        'argoproj-labs/gatewayAPI': {
          namespace: Chart.of(scope).namespace,
          httpRoutes: [{ name, ...(rollout.header !== undefined && { useHeaderRoutes: true }) }],
        },
      },
    }),
  },

  /** @see https://argo-rollouts.readthedocs.io/en/release-1.9/features/traffic-management/nginx/ */
  nginx: {
    needs: [],
    exposure: 'ingress',
    ingressClass: 'nginx',
    header: 'always',
    routing: (_scope, { name }, { header }) => ({
      nginx: { stableIngress: name, ...(header !== undefined && { additionalIngressAnnotations: byHeader(header) }) },
    }),
  },

  /** @see https://argo-rollouts.readthedocs.io/en/release-1.9/features/traffic-management/istio/ */
  istio: {
    needs: [{ operator: 'istio' }],
    header: 'by a step',
    mirrors: true,
    routing: (scope, { name, labels }, rollout) => {
      const to = (host: string, weight: number) => ({ destination: { host }, weight });
      emit(scope, 'VirtualService', {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name, labels },
        spec: {
          hosts: [name],
          http: [{ name: primaryRule, route: [to(name, 100), to(canaryService(name), 0)] }],
        },
      });
      return { ...managed(rollout), istio: { virtualService: { name, routes: [primaryRule] } } };
    },
  },
};

function byHeader({ name, value }: Header): Readonly<Record<string, string>> {
  return { 'canary-by-header': name, 'canary-by-header-value': value };
}

/** What splits the requests where nobody says otherwise. */
export const routerOf = {
  internal: 'replicas',
  loadBalancer: 'replicas',
  ingress: 'nginx',
  route: 'gatewayApi',
  inferencePool: 'replicas',
  grpcRoute: 'replicas',
} as const satisfies Record<string, RouterName>;
