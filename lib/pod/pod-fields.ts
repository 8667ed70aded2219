import type { PodSpec, PodTemplate, Volume } from '../../imports/kubernetes';

function claimsOf({ volumes = [] }: PodSpec): readonly Volume[] {
  return volumes.filter(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined);
}

/** Parts of a pod that some back ends cannot carry, and how to see whether a pod has them. */
export const podFields = {
  securityContext: ({ spec }) => spec.securityContext !== undefined,
  serviceAccountName: ({ spec }) => spec.serviceAccountName !== undefined,
  nodeSelector: ({ spec }) => spec.nodeSelector !== undefined || spec.affinity?.nodeAffinity !== undefined,
  tolerations: ({ spec }) => (spec.tolerations ?? []).length > 0,
  affinity: ({ spec }) => spec.affinity !== undefined,
  spread: ({ spec }) => spec.topologySpreadConstraints !== undefined,
  priorityClassName: ({ spec }) => spec.priorityClassName !== undefined,
  runtimeClassName: ({ spec }) => spec.runtimeClassName !== undefined,
  initContainers: ({ spec }) => (spec.initContainers ?? []).length > 0,
  volumes: ({ spec }) => (spec.volumes ?? []).length > 0,
  claims: ({ spec }) => claimsOf(spec).length > 0,
  writableClaims: ({ spec }) => claimsOf(spec).some(({ persistentVolumeClaim }) => !persistentVolumeClaim?.readOnly),
  imageVolumes: ({ spec }) => (spec.volumes ?? []).some(({ image }) => image !== undefined),
  imagePullSecrets: ({ spec }) => (spec.imagePullSecrets ?? []).length > 0,
  resourceClaims: ({ spec }) => (spec.resourceClaims ?? []).length > 0,
  subdomain: ({ spec }) => spec.subdomain !== undefined,
  token: ({ spec }) => spec.automountServiceAccountToken === true,
  wholeSecrets: ({ spec }) => spec.containers.some(({ envFrom = [] }) => envFrom.length > 0),
} as const satisfies Record<string, (pod: PodTemplate) => boolean>;

export type PodField = keyof typeof podFields;

export const everyPodField = Object.keys(podFields) as readonly PodField[];
