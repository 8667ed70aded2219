import type { PodTemplate } from '../../imports/kubernetes';
import type { Account } from '../companions/account';
import { fetchContainers } from '../models/model-in-pod';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { type PodRequest, writePod } from '../pod/pod-template';
import { inQueueOf } from '../queueing/same-queue';
import { gracePeriodOf } from '../vocabulary/checkpoint';
import type { Labels } from '../vocabulary/labels';
import { roleLabel, steadyPlacement } from './coordinator';
import { fillCache } from './fill-cache';
import { stemLabel } from './run-identity';
import type { PodAdditions, TrainingContext, TrainingEngine } from './training-engine';
import type { TrainingSpec } from './training-job-spec';
import { undisturbedBy } from './undisturbed';
import { waitForData } from './wait-for-data';

/** Whose pods are written. */
export interface TrainingPods {
  readonly stem: string;
  readonly spec: TrainingSpec;
  readonly labels: Labels;
  readonly platform: Platform;
  readonly engine: TrainingEngine;
  readonly account: Account;
  /** @default the workers' */
  readonly coordinatorAccount?: Account;
}

type Writers = Pick<TrainingContext, 'pod' | 'coordinatorPod' | 'helperPod'>;

/** All pods of a training, from the library's only pod writer. */
export function trainingPods(pods: TrainingPods): Writers {
  const { spec, engine, platform, account } = pods;
  const { props, folders, checkpoint } = spec;
  const { models = [] } = spec.purpose;
  const { sidecars = [] } = props;
  const trains = (additions: PodAdditions): ContainerRequest => {
    const { container = spec.purpose.container, env, program = props, workingDir, readiness } = additions;
    const { command, args } = program;
    const probes = readiness === undefined ? undefined : { readinessProbe: readiness };
    return { ...props, command, args, name: container, mounts: folders, adds: env, workingDir, probes };
  };
  const write = (
    request: Pick<PodRequest, 'main'> & Partial<PodRequest>,
    { role, gang }: { readonly role?: string; readonly gang?: PodAdditions['gang'] } = {},
  ): PodTemplate =>
    writePod(
      {
        serviceAccount: account.name,
        token: account.token,
        runAs: props.runAs,
        restartPolicy: 'Never',
        defaultPriority: engine.carries.includes('priorityClassName') ? spec.purpose.priority : undefined,
        annotations: { ...undisturbedBy(platform), ...gang?.annotations },
        scheduler: gang?.schedulerName,
        ...request,
        labels: {
          ...props.labels,
          ...pods.labels,
          [stemLabel]: pods.stem,
          ...(role !== undefined && { [roleLabel]: role }),
          ...gang?.labels,
        },
      },
      platform,
    );
  const common = (main: ContainerRequest, { subdomain }: PodAdditions) => ({
    main,
    before: [...spec.purpose.before(platform), ...waitForData(spec, platform), ...fillCache(spec)],
    prepares: fetchContainers({ name: pods.stem, models, beside: [main, ...sidecars] }, platform),
    sidecars,
    gracePeriod: gracePeriodOf(checkpoint),
    subdomain,
  });
  return {
    pod: (additions = {}) =>
      write(
        {
          ...common(trains(additions), additions),
          placement: props.placement,
          fallbackPool: checkpoint?.fallback,
        },
        { gang: additions.gang },
      ),
    coordinatorPod: ({ compute, placement = steadyPlacement(spec, platform), ...additions }) => {
      const { name, token } = pods.coordinatorAccount ?? account;
      const own = {
        ...common({ ...trains(additions), compute }, additions),
        placement: inQueueOf(props.placement, placement),
      };
      const { gang } = additions;
      return write({ ...own, serviceAccount: name, token }, { role: engine.coordinator?.role, gang });
    },
    helperPod: ({ role, container, image = props.image, compute, mounts }) =>
      write(
        {
          main: { name: container, image, compute, mounts },
          placement: inQueueOf(props.placement, steadyPlacement(spec, platform)),
          token: false,
        },
        { role },
      ),
  };
}
