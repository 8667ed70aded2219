import fc from 'fast-check';
import { type Rhythm, rhythmOf } from '../../lib/cron';

const eightYears = 2 * 1461;
const minute = 60_000;

interface Fields {
  readonly days: readonly number[];
  readonly months: readonly number[];
  readonly weekdays: readonly number[];
  readonly times: readonly number[];
}

/** The same by the calendar of JavaScript, minute by minute of each day that counts. */
function counted({ days, months, weekdays, times }: Fields): Rhythm {
  const some = (list: readonly number[], value: number) => list.length === 0 || list.includes(value);
  const runs: number[] = [];
  for (let day = 0; day < eightYears; day++) {
    const midnight = Date.UTC(2000, 0, 1 + day);
    const date = new Date(midnight);
    if (!some(months, date.getUTCMonth() + 1)) continue;
    const [onDay, onWeekday] = [some(days, date.getUTCDate()), some(weekdays, date.getUTCDay())];
    if (days.length > 0 && weekdays.length > 0 ? !onDay && !onWeekday : !onDay || !onWeekday) continue;
    runs.push(...times.map((time) => midnight + time * minute));
  }
  const gaps = runs.slice(1).map((run, index) => (run - (runs[index] as number)) / 1000);
  return { longestGap: Math.max(0, ...gaps), shortestGap: Math.min(Infinity, ...gaps), monthly: runs.length / 96 };
}

const subset = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { maxLength: 3 }).map((some) => some.sort((a, b) => a - b));

test('the rhythm of a schedule is what the calendar of eight years counts', () => {
  const field = (list: readonly number[]) => list.join(',') || '*';
  fc.assert(
    fc.property(
      subset(1, 28),
      subset(1, 12),
      subset(0, 6),
      fc.integer({ min: 0, max: 59 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 3 }),
      (days, months, weekdays, at, hours) => {
        const times = hours.sort((a, b) => a - b).map((hour) => hour * 60 + at);
        const expression = `${at} ${hours.join(',')} ${field(days)} ${field(months)} ${field(weekdays)}`;
        expect(rhythmOf(expression)).toEqual(counted({ days, months, weekdays, times }));
      },
    ),
    { numRuns: 60 },
  );
});

test.each<[string, Rhythm]>([
  ['0 0 29 2 *', { longestGap: 1461 * 86400, shortestGap: 1461 * 86400, monthly: 2 / 96 }],
  ['0 0 31 * *', { longestGap: 61 * 86400, shortestGap: 31 * 86400, monthly: 7 / 12 }],
  ['30 4 * * *', { longestGap: 86400, shortestGap: 86400, monthly: 2922 / 96 }],
])('%s comes true on the last days of months', (expression, rhythm) => {
  expect(rhythmOf(expression)).toEqual(rhythm);
});
