import { type Accelerator, accelerator } from './accelerator';

/** Chips of a slice by its topology, such as `2x4` or `2x2x4`. */
function chips(topology: string): number {
  return topology.split('x').reduce((product, side) => product * Number(side), 1);
}

function tpu(model: string, label: string, memory: string, topology: string, perHost: number): Accelerator {
  return accelerator({
    model,
    count: perHost,
    resource: 'google.com/tpu',
    memory,
    labels: { 'cloud.google.com/gke-tpu-accelerator': label, 'cloud.google.com/gke-tpu-topology': topology },
    taint: { key: 'google.com/tpu', value: 'present', effect: 'NoSchedule' },
  });
}

/** Topologies of a v5e slice; up to 2x4 one node holds it. @see https://cloud.google.com/tpu/docs/v5e */
export type TpuV5eTopology = '1x1' | '2x2' | '2x4' | '4x4' | '4x8' | '8x8' | '8x16' | '16x16';

export interface TpuV5eOptions {
  /** Shape of the slice that the pool's nodes form. */
  readonly topology: TpuV5eTopology;
  /** Chips of a node, as its machine type says. @default all of a slice up to 8, else 4 */
  readonly chipsPerNode?: 1 | 4 | 8;
}

/** Cloud TPU v5e on GKE, 16 GB a chip. @see https://cloud.google.com/kubernetes-engine/docs/concepts/plan-tpus */
export function tpuV5e({ topology, chipsPerNode }: TpuV5eOptions): Accelerator {
  const slice = chips(topology);
  return tpu('tpu-v5e', 'tpu-v5-lite-podslice', '16G', topology, chipsPerNode ?? (slice <= 8 ? slice : 4));
}

export interface TpuV5pOptions {
  /** Shape of the slice that the pool's nodes form, such as `2x2x1` or `4x4x8`. */
  readonly topology: `${number}x${number}x${number}`;
}

/** Cloud TPU v5p on GKE, 95 GB a chip, four chips a node. @see https://cloud.google.com/kubernetes-engine/docs/concepts/plan-tpus */
export function tpuV5p({ topology }: TpuV5pOptions): Accelerator {
  return tpu('tpu-v5p', 'tpu-v5p-slice', '95G', topology, 4);
}
