import type { PodSpec } from '../../imports/kubernetes';

/**
 * The pod's security said by each container instead. A file group is a matter of the pod alone: without it the files of
 * secrets are readable by every user of the pod.
 */
export function securityInContainers({ securityContext, ...spec }: PodSpec): PodSpec {
  const { fsGroup: _group, fsGroupChangePolicy: _when, ...shared } = securityContext ?? {};
  return {
    ...spec,
    ...(spec.initContainers !== undefined && {
      initContainers: spec.initContainers.map((one) => ({
        ...one,
        securityContext: { ...shared, ...one.securityContext },
      })),
    }),
    containers: spec.containers.map((one) => ({ ...one, securityContext: { ...shared, ...one.securityContext } })),
    volumes: spec.volumes?.map((volume) =>
      volume.secret === undefined ? volume : { ...volume, secret: { ...volume.secret, defaultMode: 0o444 } },
    ),
  };
}
