import type { PodSpec, SecurityContext } from '../../imports/kubernetes';
import type { Platform } from '../platform/platform';
import type { RunAs } from '../vocabulary/workload';

/** User and group of containers that name none; files on shared claims belong to this group. */
export const defaultUser = 10001;

/** Pod Security `restricted` for the pod. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export function podSecurity(runAs: RunAs | undefined, platform: Platform): NonNullable<PodSpec['securityContext']> {
  const base = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } as const;
  if (platform.podUsers === 'assigned') return base;
  const user = runAs?.user ?? defaultUser;
  const group = runAs?.group ?? user;
  return { ...base, runAsUser: user, runAsGroup: group, fsGroup: group, fsGroupChangePolicy: 'OnRootMismatch' };
}

/** The same for each container, and a root file system that nobody writes to. */
export const containerSecurity: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};
