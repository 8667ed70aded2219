import type { Demand } from '../capacity/demand';
import { cronProblem, rhythmOf } from '../cron';
import { Kinds } from '../kinds/kinds';
import { valueAt, valuesAt } from '../kinds/pods-of';
import type { Bounds } from './bounds';

/** Hours of an average month. */
export const monthHours = 730;

/** Hours that pods run in a month, and how the most comes about: `12 x 730 h`. */
export interface PodHours extends Bounds {
  readonly because: string;
}

/** As people write a number: two digits behind the point, and none where they are zero. */
export function rounded(number: number): string {
  return String(Math.round(number * 100) / 100);
}

/** What stands runs all month; a run may end at once or at its deadline, and runs as often as its schedule says. */
export function podHours({ object: { json }, usual, grows, waits }: Demand): PodHours {
  const { deadline, lifecycle } = Kinds.of(json);
  const deadlines = deadline === undefined ? [] : (valuesAt(json, deadline) as readonly number[]);
  const hours = deadlines.length === 0 ? monthHours : Math.min(monthHours, Math.max(...deadlines) / 3600);
  if (grows === 'schedule') return scheduled(json, usual, hours, waits);
  if (lifecycle === 'run')
    return { least: 0, most: usual.most * hours, because: `${usual.most} x ${rounded(hours)} h` };
  return {
    least: usual.least * monthHours,
    most: usual.most * monthHours,
    because: `${usual.most} x ${monthHours} h`,
  };
}

/** A run that somebody starts counts once; runs that do not overlap fill no more than the month. */
function scheduled(json: Demand['object']['json'], usual: Bounds, hours: number, waits: boolean): PodHours {
  const [schedule = '', policy = 'Allow'] = [valueAt(json, '/spec/schedule'), valueAt(json, '/spec/concurrencyPolicy')];
  const known = cronProblem(String(schedule)) === undefined;
  const runs = waits || !known ? 1 : rhythmOf(String(schedule)).monthly;
  const each = waits || known ? hours : monthHours;
  const most = policy === 'Allow' ? runs * each : Math.min(runs * each, monthHours);
  const because =
    most < runs * each
      ? `${usual.most} x ${monthHours} h`
      : `${usual.most} x ${runs === 1 ? '1 run' : `${rounded(runs)} runs`} x ${rounded(each)} h`;
  return { least: 0, most: usual.most * most, because };
}
