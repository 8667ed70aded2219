import { quantity } from '../quantity';
import { anyText, type Check, flag, listOf, mapOf, record, required } from '../shape';
import type { NodePool } from './node-pool';

/** A size of pods: its CPU, and the memory that goes with it. */
export interface PodSize {
  readonly cpu: string;
  readonly memory: { readonly least: string; readonly most: string; readonly step: string };
}

/** Pods that bring their own small machine, without nodes that anybody sees. */
export interface Serverless {
  /** Labels of a pod that send it there; written on every pod of the pool. @default none: labels of the pool select it */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Sizes that exist; a pod gets, and pays for, the smallest that holds it. @default any up to the pool's cpu and memory */
  readonly sizes?: readonly PodSize[];
  /** Memory of each pod that the platform keeps. @default none */
  readonly reserved?: string;
  /** Whether a DaemonSet has a pod there. @default false */
  readonly daemonSets?: boolean;
  /** Whether a container may be privileged. @default false */
  readonly privileged?: boolean;
  /** Whether containers may run before the main one; sidecars do too. @default true */
  readonly initContainers?: boolean;
}

const size: Check<PodSize> = record<PodSize>({
  cpu: required(quantity),
  memory: required(
    record<PodSize['memory']>({ least: required(quantity), most: required(quantity), step: required(quantity) }),
  ),
});

export const serverless: Check<Serverless> = record<Serverless>({
  podLabels: mapOf(anyText),
  sizes: listOf(size, 1),
  reserved: quantity,
  daemonSets: flag,
  privileged: flag,
  initContainers: flag,
});

/** CPU, least memory, most memory, step. @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html */
const fargateSizes: readonly PodSize[] = (
  [
    ['250m', '512Mi', '1Gi', '512Mi'],
    ['250m', '2Gi', '2Gi', '1Gi'],
    ['500m', '1Gi', '4Gi', '1Gi'],
    ['1', '2Gi', '8Gi', '1Gi'],
    ['2', '4Gi', '16Gi', '1Gi'],
    ['4', '8Gi', '30Gi', '1Gi'],
    ['8', '16Gi', '60Gi', '4Gi'],
    ['16', '32Gi', '120Gi', '8Gi'],
  ] as const
).map(([cpu, least, most, step]) => ({ cpu, memory: { least, most, step } }));

export type Priced = Pick<NodePool, 'price' | 'zones'>;

/**
 * Pods on AWS Fargate, chosen by the labels of a Fargate profile.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
 */
export function fargate({ podLabels, ...facts }: Priced & Required<Pick<Serverless, 'podLabels'>>): NodePool {
  return {
    ...facts,
    cpu: '16',
    memory: '122624Mi',
    labels: {},
    taints: [{ key: 'eks.amazonaws.com/compute-type', value: 'fargate', effect: 'NoSchedule' }],
    serverless: { podLabels, sizes: fargateSizes, reserved: '256Mi' },
  };
}

/**
 * Pods of GKE Autopilot's general-purpose class, where a pod asks for no pool of another class.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests
 */
export function autopilot(facts: Priced = {}): NodePool {
  return {
    ...facts,
    cpu: '30',
    memory: '110Gi',
    ephemeralStorage: '10Gi',
    labels: {},
    serverless: { daemonSets: true },
  };
}

/**
 * Pods on AKS virtual nodes; how large one may be depends on the region.
 * @see https://learn.microsoft.com/azure/aks/virtual-nodes
 */
export function virtualNodes(facts: Priced & Pick<NodePool, 'cpu' | 'memory'>): NodePool {
  return {
    ...facts,
    labels: { 'kubernetes.io/role': 'agent', 'kubernetes.io/os': 'linux', type: 'virtual-kubelet' },
    taints: [{ key: 'virtual-kubelet.io/provider', effect: 'NoSchedule' }],
    serverless: { initContainers: false },
  };
}
