import { type Accelerator, type AcceleratorOptions, accelerator } from './accelerator';

/** Instances that a whole GPU gives, by MIG profile. @see https://github.com/NVIDIA/mig-parted/blob/main/deployments/systemd/config-default.yaml */
const mig = {
  h200: { '1g.18gb': 7, '1g.35gb': 4, '2g.35gb': 3, '3g.71gb': 2, '4g.71gb': 1, '7g.141gb': 1 },
  gb80: { '1g.10gb': 7, '1g.20gb': 4, '2g.20gb': 3, '3g.40gb': 2, '4g.40gb': 1, '7g.80gb': 1 },
  gb40: { '1g.5gb': 7, '1g.10gb': 4, '2g.10gb': 3, '3g.20gb': 2, '4g.20gb': 1, '7g.40gb': 1 },
} as const;

export type MigProfile = keyof typeof mig.h200 | keyof typeof mig.gb80 | keyof typeof mig.gb40;

interface Model {
  readonly model: string;
  /** `nvidia.com/gpu.product` as GPU feature discovery writes it. @see https://github.com/NVIDIA/k8s-device-plugin/tree/main/docs/gpu-feature-discovery */
  readonly product: string;
  /** `cloud.google.com/gke-accelerator`; undefined where GKE does not offer it. @see https://cloud.google.com/kubernetes-engine/docs/concepts/gpus */
  readonly gke?: string;
  /** Of the data sheet. */
  readonly memory: string;
  readonly profiles: Readonly<Partial<Record<MigProfile, number>>>;
}

export interface NvidiaOptions extends AcceleratorOptions {
  /** Who labels the nodes: NVIDIA's GPU feature discovery, or GKE. @default 'featureDiscovery' */
  readonly labelledBy?: 'featureDiscovery' | 'gke';
  /** Name of the product in the label, of another form factor. @default that of the usual server board */
  readonly product?: string;
  /** Every GPU is cut into instances of this profile, and a pod gets instances. @default whole GPUs */
  readonly mig?: MigProfile;
  /** `mixed` gives each profile a resource of its own; GKE has `single` only. @default 'mixed', on GKE 'single' */
  readonly migStrategy?: 'mixed' | 'single';
  /** Pods that take turns on one GPU or instance. @default 1 */
  readonly timeSlices?: number;
}

function nvidia(facts: Model): (options: NvidiaOptions) => Accelerator {
  return (options) => {
    const { count, mig: profile, timeSlices = 1, runtimeClass, allocation, labelledBy = 'featureDiscovery' } = options;
    const strategy = options.migStrategy ?? (labelledBy === 'gke' ? 'single' : 'mixed');
    const cut = profile === undefined ? 1 : facts.profiles[profile];
    return accelerator({
      model: profile === undefined ? facts.model : `${facts.model} ${profile}`,
      // A profile that this model does not have gives 0 accelerators, which the check of the pool refuses.
      count: count * (cut ?? 0) * timeSlices,
      resource: profile !== undefined && strategy === 'mixed' ? `nvidia.com/mig-${profile}` : 'nvidia.com/gpu',
      memory: profile === undefined ? facts.memory : `${/\.(\d+)gb$/.exec(profile)?.[1]}G`,
      ...(timeSlices > 1 && { shared: timeSlices }),
      labels: labelledBy === 'gke' ? gkeLabels(facts, options) : discoveredLabels(facts, options, strategy),
      taint: { key: 'nvidia.com/gpu', effect: 'NoSchedule' },
      runtimeClass,
      allocation,
      ...(allocation === 'dra' && deviceOf(profile)),
    });
  };
}

function discoveredLabels(
  { product }: Model,
  options: NvidiaOptions,
  strategy: 'mixed' | 'single',
): Readonly<Record<string, string>> {
  const cut = options.mig !== undefined && strategy === 'single' ? `-MIG-${options.mig}` : '';
  const whole = options.mig === undefined || strategy === 'single';
  const shared = whole && (options.timeSlices ?? 1) > 1 ? '-SHARED' : '';
  return { 'nvidia.com/gpu.product': `${options.product ?? product}${cut}${shared}` };
}

/** @see https://cloud.google.com/kubernetes-engine/docs/how-to/gpus-multi @see https://cloud.google.com/kubernetes-engine/docs/concepts/timesharing-gpus */
function gkeLabels(
  { gke = '' }: Model,
  { product = gke, mig: profile, timeSlices = 1 }: NvidiaOptions,
): Readonly<Record<string, string>> {
  return {
    'cloud.google.com/gke-accelerator': product,
    ...(profile !== undefined && { 'cloud.google.com/gke-gpu-partition-size': profile }),
    ...(timeSlices > 1 && {
      'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing',
      'cloud.google.com/gke-max-shared-clients-per-gpu': String(timeSlices),
    }),
  };
}

/** @see https://github.com/kubernetes-sigs/dra-driver-nvidia-gpu */
function deviceOf(profile: MigProfile | undefined): { deviceClass: string; deviceSelector?: string } {
  if (profile === undefined) return { deviceClass: 'gpu.nvidia.com' };
  return {
    deviceClass: 'mig.nvidia.com',
    deviceSelector: `device.attributes['gpu.nvidia.com'].profile == '${profile}'`,
  };
}

export type Uncut = Omit<NvidiaOptions, 'mig' | 'migStrategy'>;

/** NVIDIA H200, 141 GB. */
export const h200 = nvidia({
  model: 'h200',
  product: 'NVIDIA-H200',
  gke: 'nvidia-h200-141gb',
  memory: '141G',
  profiles: mig.h200,
});

/** NVIDIA H100, 80 GB. */
export const h100 = nvidia({
  model: 'h100',
  product: 'NVIDIA-H100-80GB-HBM3',
  gke: 'nvidia-h100-80gb',
  memory: '80G',
  profiles: mig.gb80,
});

/** NVIDIA A100, 80 GB; `a100Gb40` is the smaller one. */
export const a100 = nvidia({
  model: 'a100',
  product: 'NVIDIA-A100-SXM4-80GB',
  gke: 'nvidia-a100-80gb',
  memory: '80G',
  profiles: mig.gb80,
});

/** NVIDIA A100, 40 GB. */
export const a100Gb40 = nvidia({
  model: 'a100-40gb',
  product: 'NVIDIA-A100-SXM4-40GB',
  gke: 'nvidia-tesla-a100',
  memory: '40G',
  profiles: mig.gb40,
});

/** NVIDIA L40S, 48 GB. */
export const l40s: (options: Omit<Uncut, 'labelledBy'>) => Accelerator = nvidia({
  model: 'l40s',
  product: 'NVIDIA-L40S',
  memory: '48G',
  profiles: {},
});

/** NVIDIA L4, 24 GB. */
export const l4: (options: Uncut) => Accelerator = nvidia({
  model: 'l4',
  product: 'NVIDIA-L4',
  gke: 'nvidia-l4',
  memory: '24G',
  profiles: {},
});

/** NVIDIA T4, 16 GB. */
export const t4: (options: Uncut) => Accelerator = nvidia({
  model: 't4',
  product: 'Tesla-T4',
  gke: 'nvidia-tesla-t4',
  memory: '16G',
  profiles: {},
});
