import type { Construct } from 'constructs';
import type { EnvVar } from '../../../imports/kubernetes';
import { seconds } from '../../duration';
import { emit } from '../../kinds/emit';
import type { Labels } from '../../vocabulary/labels';
import { type Meeting, type Program, rendezvousPort } from '../launcher';
import { profiled } from '../profiler';
import type { TrainingContext } from '../training-engine';
import type { TrainingSpec } from '../training-job-spec';

/** Where a pod of an Indexed Job reads its index. */
export const jobIndex = {
  fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" },
} as const;

/** Gives each worker a name in DNS, also before it is ready. */
export function rendezvousService(scope: Construct, name: string, labels: Labels): void {
  emit(scope, 'Rendezvous', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: labels,
      ports: [{ name: 'rendezvous', port: rendezvousPort, protocol: 'TCP', targetPort: rendezvousPort }],
    },
  });
}

/** The program that is declared, under the profiler when that is asked for. */
export function programOf({ props }: TrainingSpec): Program {
  return props.profile === true ? profiled(props) : { command: props.command, args: props.args };
}

/** The program as its launcher starts it, and the variables by which workers meet. */
export function started(
  { spec }: TrainingContext,
  place: Pick<Meeting, 'id' | 'host'>,
): { readonly program: Program; readonly env: readonly EnvVar[] } {
  const { props, workers, launcher, checkpoint } = spec;
  const meeting: Meeting = {
    ...place,
    workers,
    gpus: props.compute.gpu?.count ?? 0,
    saveSeconds: checkpoint === undefined ? undefined : seconds(checkpoint.saveTime),
    index: jobIndex,
  };
  const own = spec.purpose.workerVariables(meeting);
  const program = programOf(spec);
  if (launcher === undefined) return { program, env: own };
  const launched = launcher.start(program, meeting);
  return { program: launched.program, env: [...own, ...launched.env] };
}
