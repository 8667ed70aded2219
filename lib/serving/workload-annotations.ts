import { restartingSecrets } from '../vocabulary/secrets';
import type { WorkloadProps } from '../vocabulary/workload';

/** The user's annotations of the workload, and the secrets whose change restarts it. */
export function workloadAnnotations({ spec: { props } }: { readonly spec: { readonly props: WorkloadProps } }): object {
  const restarting = restartingSecrets(props.secrets ?? []);
  const annotations = {
    ...props.annotations,
    ...(restarting.length > 0 && { 'secret.reloader.stakater.com/reload': restarting.join(',') }),
  };
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}
