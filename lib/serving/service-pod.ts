import type { PodTemplate } from '../../imports/kubernetes';
import { notCarried } from '../engine';
import { waitForModels } from '../models/model-in-pod';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { writePod } from '../pod/pod-template';
import { inQueueOf } from '../queueing/same-queue';
import type { Labels } from '../vocabulary/labels';
import type { ServiceSpec } from './model-service-spec';
import { serverContainer } from './server-container';
import type { ServiceEngine, ServicePodChanges } from './service-engine';

/** What the pods of a service, or of a part of it, are made of. */
export interface ServicePodRequest {
  readonly spec: ServiceSpec;
  /** Models that it waits for, where others put them there. @default those in its pods */
  readonly awaited?: ServiceSpec['models'];
  readonly labels: Labels;
  readonly selector: Labels;
  readonly account: { readonly name: string; readonly token: boolean };
  /** Containers that bring its models. */
  readonly prepares: readonly ContainerRequest[];
  readonly engine: ServiceEngine;
  readonly platform: Platform;
}

/** A pod that answers requests, as its engine starts and reaches it. */
export function servicePod(
  { spec, awaited = spec.models, labels, selector, account, prepares, engine, platform }: ServicePodRequest,
  { main, sidecars = [], placement, token, restartPolicy = 'Always' }: ServicePodChanges = {},
): PodTemplate {
  const { props } = spec;
  const server = serverContainer(spec, platform);
  return writePod(
    {
      labels,
      before: waitForModels(awaited, platform),
      prepares,
      main: { ...server, ...main, adds: [...(server.adds ?? []), ...(main?.adds ?? [])] },
      sidecars: [...(props.sidecars ?? []), ...sidecars],
      serviceAccount: account.name,
      token: token ?? account.token,
      placement: placement === undefined ? props.placement : inQueueOf(props.placement, placement),
      defaultPriority: 'model-serving',
      spread: selector,
      runAs: props.runAs,
      restartPolicy,
      gracePeriod: spec.leaveSeconds + spec.drainSeconds,
      without: notCarried(engine, platform),
    },
    platform,
  );
}
