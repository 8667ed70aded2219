import { committed } from '../committed';
import { child } from '../processes';
import type { Size } from '../subjects/subject';
import { memory, ratio, table, time } from '../table';

const layout = 'chart an environment';

/** Many objects in one process: what each costs, and that there is no limit to their number. */
export function large(slow: boolean): string {
  const rows = [100_000, 200_000].map((objects) => {
    const size: Size = { services: Math.round(objects / 15), layout };
    const ours = child({ subject: 'mlopsObjects', size });
    if (ours === undefined) return [`${objects} objects`, 'failed'];
    const each = ((ours.build + ours.synth) / ours.objects) * 1e6;
    const other = slow
      ? (child({ subject: 'cdk8s', size }) ?? { failed: 'fails' })
      : committed[`cdk8s, ${size.services}, ${layout}`];
    const beside =
      other === undefined
        ? ''
        : 'failed' in other && other.failed !== undefined
          ? other.failed
          : `${time(other.seconds ?? 0)}, ${memory(other.peak)}, ${ratio(other.seconds ?? 0, ours.seconds)}${slow ? '' : ' *'}`;
    return [`${objects} objects`, `${time(ours.seconds)}, ${memory(ours.peak)}`, `${each.toFixed(0)} us`, beside];
  });
  return table(['', 'objects', 'an object', 'cdk8s'], rows);
}
