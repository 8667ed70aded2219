import { type Accelerator, type AcceleratorOptions, accelerator } from './accelerator';

/** AMD Instinct MI300X, 192 GB, as AMD's node labeller sees it. @see https://github.com/ROCm/k8s-device-plugin */
export function mi300x({ count, runtimeClass, allocation }: AcceleratorOptions): Accelerator {
  return accelerator({
    model: 'mi300x',
    count,
    resource: 'amd.com/gpu',
    memory: '192G',
    labels: { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' },
    taint: { key: 'amd.com/gpu', effect: 'NoSchedule' },
    runtimeClass,
    allocation,
    ...(allocation === 'dra' && { deviceClass: 'gpu.amd.com' }),
  });
}
