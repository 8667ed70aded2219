import { checkOperator } from '../../platform/operator-need';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import type { ServiceSpec } from '../model-service-spec';
import type { Canary } from './canary';
import { analysesOf } from './rollout';
import { type Router, routers } from './routers';

/** Name and namespace of what is checked. */
export interface CheckedRollout {
  readonly spec: ServiceSpec;
  readonly namespace: string | undefined;
  readonly router: Router;
  readonly routerName: string;
}

/** What the Argo Rollouts controller and its routers ask of a service. */
export function checkRollout(
  { spec, namespace, router, routerName }: CheckedRollout,
  platform: Platform,
  field: Field,
): void {
  const { rollout } = spec.props;
  if (rollout?.by === 'canary') checkRouter(rollout, router, routerName, spec, platform, field);
  for (const [key, { from }] of analysesOf(rollout)) {
    const { peer } = from.prometheus;
    if (peer === undefined || peer.namespace === namespace) continue;
    field
      .at('rollout')
      .at(key)
      .at('from')
      .problem('not-allowed', {
        got: `a stack in namespace ${peer.namespace}`,
        allowed: `a MonitoringStack of this namespace, or prometheusAt()`,
        remedy: `give namespace ${namespace} a MonitoringStack of its own, or prometheusAt('${from.prometheus.address}')`,
      });
  }
}

function checkRouter(
  { header, mirror }: Canary,
  router: Router,
  routerName: string,
  { expose }: ServiceSpec,
  platform: Platform,
  field: Field,
): void {
  const what = `router '${routerName}'`;
  for (const need of router.needs) checkOperator(need, what, platform, field.at('engine'));
  if (router.exposure !== undefined && expose.by !== router.exposure) {
    field.at('expose').problem('not-allowed', {
      got: `${expose.by}() with ${what}`,
      allowed: `${router.exposure}()`,
      remedy: `expose it by ${router.exposure}(host), or choose another router`,
    });
  }
  const { className } = platform.ingress ?? {};
  if (router.ingressClass !== undefined && className !== undefined && className !== router.ingressClass) {
    field.at('expose').problem('not-allowed', {
      got: `an Ingress of class '${className}'`,
      allowed: `class '${router.ingressClass}', which the controller of Argo Rollouts splits`,
      remedy: 'expose it by route(host) on a Gateway, or choose argoRollout({ router })',
    });
  }
  if (mirror !== undefined && router.mirrors !== true) {
    const able = Object.entries(routers).flatMap(([name, { mirrors }]) => (mirrors === true ? [name] : []));
    field
      .at('rollout')
      .at('mirror')
      .problem('unsupported-feature', {
        got: mirror,
        allowed: `nothing: ${what} copies no requests`,
        remedy: `choose argoRollout({ router: '${able.join("' or '")}' }), or leave the mirror out`,
      });
  }
  if (header !== undefined && router.header === 'never') {
    field
      .at('rollout')
      .at('header')
      .problem('unsupported-feature', {
        got: header.name,
        allowed: `nothing: ${what} sees no headers`,
        remedy: 'expose the service by route(host), or leave the header out',
      });
  }
}
