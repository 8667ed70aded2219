import { committed } from '../committed';
import { child } from '../processes';
import type { Size } from '../subjects/subject';
import { figures, ratio, table } from '../table';

const layout = 'chart an environment';

interface Case {
  readonly name: string;
  readonly subject: 'mlopsObjects' | 'modelServices';
  readonly size: Size;
}

const cases: readonly Case[] = [
  { name: '100,000 objects', subject: 'mlopsObjects', size: { services: 6_667, layout } },
  { name: '200,000 objects', subject: 'mlopsObjects', size: { services: 13_333, layout } },
  { name: '45,000 objects of 9,000 ModelServices', subject: 'modelServices', size: { services: 3_000, layout } },
];

/** Many objects in one process: what each costs, and that there is no limit to their number. */
export function large(slow: boolean): string {
  const rows = cases.map(({ name, subject, size }) => {
    const ours = child({ subject, size });
    if (ours === undefined) return [name, 'fails', '', ''];
    const each = (ours.cpu / ours.objects) * 1e6;
    const other = slow ? child({ subject: 'cdk8s', size }) : committed[`cdk8s, ${size.services}, ${layout}`];
    const beside = other === undefined ? '' : `${figures(other)}, ${ratio(other, ours)}${slow ? '' : ' *'}`;
    return [name, figures(ours), `${each.toFixed(0)} us`, beside];
  });
  return table(['', 'time / CPU time / memory', 'CPU time an object', 'cdk8s'], rows);
}
