import type { EnvVar } from '../../imports/kubernetes';
import { type Meeting, rendezvousPort } from './launcher';

/** How one worker finds the others: one process a worker; a launcher starts more. */
export function rendezvousVariables({ workers, host, index }: Meeting): readonly EnvVar[] {
  if (workers === 1) return [];
  return [
    { name: 'MASTER_ADDR', value: host(0) },
    { name: 'MASTER_PORT', value: String(rendezvousPort) },
    { name: 'WORLD_SIZE', value: String(workers) },
    { name: 'RANK', valueFrom: index },
    { name: 'NODE_RANK', valueFrom: index },
  ];
}

/** Which share of the data one worker takes: the entries whose number is SHARD_INDEX modulo SHARD_COUNT. */
export function shardVariables({ workers, index }: Meeting): readonly EnvVar[] {
  return [
    { name: 'SHARD_COUNT', value: String(workers) },
    workers === 1 ? { name: 'SHARD_INDEX', value: '0' } : { name: 'SHARD_INDEX', valueFrom: index },
  ];
}
