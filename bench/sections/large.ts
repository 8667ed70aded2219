import { committed } from '../committed';
import { child } from '../processes';
import type { Size } from '../subjects/subject';
import { figures, ratio, table } from '../table';

const layout = 'chart an environment';

/** Many objects in one process: what each costs, and that there is no limit to their number. */
export function large(slow: boolean): string {
  const rows = [100_000, 200_000].map((count) => {
    const size: Size = { services: Math.round(count / 15), layout };
    const ours = child({ subject: 'mlopsObjects', size });
    if (ours === undefined) return [String(count), 'fails', '', ''];
    const each = ((ours.build + ours.synth) / ours.objects) * 1e6;
    const before = committed[`cdk8s, ${size.services}, ${layout}`];
    const other = slow ? child({ subject: 'cdk8s', size }) : before;
    const beside = other === undefined ? (slow ? 'fails' : '') : `${figures(other)}, ${ratio(other, ours)}`;
    return [
      String(count),
      figures(ours),
      `${each.toFixed(0)} us`,
      slow || other === undefined ? beside : `${beside} *`,
    ];
  });
  return table(['objects', 'time / CPU time / memory', 'an object', 'cdk8s'], rows);
}
