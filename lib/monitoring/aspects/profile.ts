import type { WatchedProfile } from '../../vocabulary/watched';
import { type Panel, quoted } from '../rules';
import { type AspectOf, nothing } from './aspect';

/** What a training can be bound by; the last is what is left where neither works. */
const bounds = { cpu: 'training:cpu:share', gpu: 'training:gpu:share', io: 'training:waiting:share' } as const;

/** Whether a profiled training is bound by its CPUs, by its GPUs, or by waiting for data. */
export const profile: AspectOf = ({ name, profile: facts }) => {
  if (facts === undefined) return nothing;
  const labels = { training: name };
  const mine = `{training=${quoted(name)}}`;
  const working = facts.gpu ? (['cpu', 'gpu'] as const) : (['cpu'] as const);
  const shares = (among: readonly (keyof typeof bounds)[]) =>
    among.map((by) => `label_replace(${bounds[by]}${mine}, "by", "${by}", "", "")`).join(' or ');
  const told = shares([...working, 'io']);
  return {
    rules: [
      { record: bounds.cpu, expr: cpuShare(facts), labels },
      ...(facts.gpu ? [{ record: bounds.gpu, expr: gpuShare(facts), labels }] : []),
      { record: bounds.io, expr: `clamp_min(1 - max without (by) (${shares(working)}), 0)`, labels },
    ],
    panels: [
      {
        title: 'Bound by',
        queries: [{ expr: `topk(1, ${told})`, legend: '{{by}}' }],
        unit: 'percentunit',
        type: 'stat',
      },
      { title: 'Shares of the time', queries: [{ expr: told, legend: '{{by}}' }], unit: 'percentunit' },
      ...behind(facts),
    ],
  };
};

const of = ({ pods, container }: WatchedProfile) => `{pod=~${quoted(pods)},container=${quoted(container)}}`;

/** Of the CPUs that it asked for: more than all of them counts as all. */
function cpuShare(facts: WatchedProfile): string {
  return `clamp_max(avg(sum by (pod) (rate(container_cpu_usage_seconds_total${of(facts)}[5m]))) / ${facts.cpu}, 1)`;
}

function gpuShare(facts: WatchedProfile): string {
  return `avg(DCGM_FI_DEV_GPU_UTIL${of(facts)}) / 100`;
}

/** What stands behind the verdict: throttling, and the bytes of local disks and of the network, which claims use too. */
function behind(facts: WatchedProfile): readonly Panel[] {
  const container = of(facts);
  const periods = (kind: string) => `sum(rate(container_cpu_cfs_${kind}_total${container}[5m]))`;
  const pods = `{pod=~${quoted(facts.pods)}}`;
  return [
    {
      title: 'Throttled by its CPU limit',
      queries: [{ expr: `${periods('throttled_periods')} / ${periods('periods')}`, legend: 'of the periods' }],
      unit: 'percentunit',
    },
    {
      title: 'Bytes a second',
      queries: [
        { expr: `sum(rate(container_fs_reads_bytes_total${container}[5m]))`, legend: 'read from local disks' },
        { expr: `sum(rate(container_fs_writes_bytes_total${container}[5m]))`, legend: 'written to local disks' },
        { expr: `sum(rate(container_network_receive_bytes_total${pods}[5m]))`, legend: 'received' },
        { expr: `sum(rate(container_network_transmit_bytes_total${pods}[5m]))`, legend: 'sent' },
      ],
      unit: 'Bps',
    },
  ];
}
