import type { Construct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import { internal } from '../../companions/exposure';
import { networkAccess } from '../../companions/network-access';
import { openTo, route } from '../../companions/route';
import { withStores } from '../../models/model-in-pod';
import type { Platform } from '../../platform/platform';
import { queueLabels } from '../../queueing/queue-labels';
import type { Access, Peer } from '../../vocabulary/access';
import type { Labels } from '../../vocabulary/labels';
import type { Watched } from '../../vocabulary/watched';
import { kubernetesService } from '../engines/kubernetes-service';
import type { ServiceSpec } from '../model-service-spec';
import type { ComponentContext, RenderedService } from '../service-engine';
import type { Component } from './component';
import { explainerExposure } from './explainer-route';
import { reachComponent, standComponent } from './surround-component';

/** Objects of the parts: what the engine left to the construct. @returns the pods that it did not write */
export function writeParts(
  scope: Construct,
  parts: readonly ComponentContext[],
  labels: Labels | undefined,
  owned: boolean,
  platform: Platform,
): readonly PodTemplate[] {
  return parts.flatMap((part) => {
    const queue = queueLabels(part.spec.props.placement ?? {}, platform, 'model-serving');
    const own = { ...labels, ...part.selector, ...queue };
    if (owned) {
      reachComponent(scope, part, own);
      return [];
    }
    const pod = part.pod();
    standComponent(scope, part, own, pod, platform);
    return [pod];
  });
}

/** What monitoring looks at of a part. */
export function watchedPart({ role, name, peer, spec }: Component, { parts }: RenderedService): Watched {
  return {
    name,
    namespace: peer.namespace,
    peer,
    workload: parts?.[role] ?? { kind: 'Deployment', name },
    metrics: spec.props.metrics,
  };
}

/** The ends of a service: who answers first, and who predicts. */
export interface Ends {
  readonly name: string;
  readonly server: Peer;
  readonly front: Peer;
  readonly selector: Labels;
  readonly entryPort?: number;
}

/** Who reaches which part, and the route of an explainer. */
export function connectParts(
  scope: Construct,
  { props, expose }: ServiceSpec,
  components: readonly Component[],
  { name, server, front, selector, entryPort }: Ends,
  platform: Platform,
): void {
  if (front !== server) {
    const reached = { name, selector, labels: selector, entryPort, spec: { props: {}, expose: internal() } };
    kubernetesService(scope, reached, server.name);
  }
  for (const { role, name: part, peer, selector: own, spec } of components) {
    const first = role === 'transformer';
    const asked = withStores(spec.props.access, spec.models);
    const access: Access = {
      ...asked,
      callers: asked.callers ?? props.access?.callers,
      calls: [...(asked.calls ?? []), { peer: server }],
    };
    const exposed = first ? expose : explainerExposure(expose);
    const self = first ? front : peer;
    const from = exposed === undefined ? [] : openTo(exposed, spec.port, platform);
    networkAccess(scope, { self, access, openTo: from }, platform);
    if (!first && exposed !== undefined) {
      route(scope.node.findChild(role) as Construct, part, exposed, own, platform, { port: spec.port, selector: own });
    }
  }
}
