import { type Accelerator, type AcceleratorOptions, accelerator } from './accelerator';

/** Trainium devices of an instance. @see https://aws.amazon.com/ec2/instance-types/trn1/ @see https://aws.amazon.com/ec2/instance-types/trn2/ */
const devices = {
  trn1: { 'trn1.2xlarge': 1, 'trn1.32xlarge': 16, 'trn1n.32xlarge': 16 },
  trn2: { 'trn2.3xlarge': 1, 'trn2.48xlarge': 16 },
} as const;

export interface TrainiumOptions<Instance extends string> extends Omit<AcceleratorOptions, 'count'> {
  /** Instance type of the pool's nodes. */
  readonly instance: Instance;
}

/** A pod gets whole devices, all cores of each. @see https://awsdocs-neuron.readthedocs-hosted.com/en/latest/containers/tutorials/k8s-neuron-device-plugin.html */
function trainium(
  model: string,
  memory: string,
  count: number,
  { instance, runtimeClass, allocation }: TrainiumOptions<string>,
): Accelerator {
  return accelerator({
    model,
    count,
    resource: 'aws.amazon.com/neuron',
    memory,
    labels: { 'node.kubernetes.io/instance-type': instance },
    taint: { key: 'aws.amazon.com/neuron', effect: 'NoSchedule' },
    runtimeClass,
    allocation,
    ...(allocation === 'dra' && { deviceClass: 'neuron.aws.com' }),
  });
}

/** AWS Trainium, 32 GB a device. */
export function trn1(options: TrainiumOptions<keyof typeof devices.trn1>): Accelerator {
  return trainium('trainium1', '32G', devices.trn1[options.instance], options);
}

/** AWS Trainium 2, 96 GB a device. */
export function trn2(options: TrainiumOptions<keyof typeof devices.trn2>): Accelerator {
  return trainium('trainium2', '96G', devices.trn2[options.instance], options);
}
