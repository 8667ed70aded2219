import type { Container, PodSpec } from '../../../imports/kubernetes';
import { podsOf } from '../../kinds/pods-of';
import { containersOfPod } from '../containers';
import type { Policy } from '../policy';

type LoosePod = PodSpec & { hostNetwork?: boolean; hostPID?: boolean; hostIPC?: boolean };

function weaknesses(pod: LoosePod, { name, securityContext = {} }: Container): readonly string[] {
  const own = securityContext;
  const shared = pod.securityContext ?? {};
  const seccomp = (own.seccompProfile ?? shared.seccompProfile)?.type as string | undefined;
  const demands: readonly (readonly [boolean, string])[] = [
    [(own.runAsNonRoot ?? shared.runAsNonRoot) === true && (own.runAsUser ?? shared.runAsUser) !== 0, 'runAsNonRoot'],
    [seccomp === 'RuntimeDefault' || seccomp === 'Localhost', 'seccompProfile RuntimeDefault'],
    [own.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation: false'],
    [own.capabilities?.drop?.includes('ALL') === true, 'capabilities.drop ALL'],
    [own.readOnlyRootFilesystem === true, 'readOnlyRootFilesystem'],
  ];
  return demands.filter(([met]) => !met).map(([, demand]) => `container '${name}' without ${demand}`);
}

function weaknessesOf(pod: LoosePod): readonly string[] {
  const host = (['hostNetwork', 'hostPID', 'hostIPC'] as const)
    .filter((key) => pod[key] === true)
    .map((key) => `a pod with ${key}`);
  const paths = (pod.volumes ?? [])
    .filter((volume) => 'hostPath' in volume)
    .map(({ name }) => `volume '${name}' of the host`);
  return [...host, ...paths, ...containersOfPod(pod).flatMap((container) => weaknesses(pod, container))];
}

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const podsHardened: Policy = {
  name: 'pods-hardened',
  why: 'a namespace that enforces Pod Security refuses the pod, and one that does not runs it with too many rights',
  check: ({ json }, kind) =>
    podsOf(json, kind)
      .flatMap(({ template: { spec } }) => (spec === undefined ? [] : weaknessesOf(spec)))
      .map((got) => ({
        got,
        allowed: 'Pod Security restricted with a read-only root',
        remedy: 'harden it, or let a construct of this library write the pod',
      })),
};
