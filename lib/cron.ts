interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** Eight years: February has its 29th twice. */
const measuredMonths = 96;
const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const cronFields: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'weekday', min: 0, max: 6, names: weekdays },
];

/** What is wrong with a cron expression as Kubernetes reads it; undefined when nothing is. */
export function cronProblem(expression: string): string | undefined {
  const parts = expression.split(' ');
  if (parts.length !== 5 || parts.includes('')) return 'give five fields with one space between them';
  const sets: ReadonlySet<number>[] = [];
  for (const [index, field] of cronFields.entries()) {
    const set = numbers(parts[index] ?? '', field);
    if (typeof set === 'string') return set;
    sets.push(set);
  }
  const [, , day, month] = sets;
  const anyWeekday = /^[*?](\/1)?$/.test(parts[4] ?? '');
  const comesTrue = [...(month ?? [])].some((m) => [...(day ?? [])].some((d) => d <= (longestMonth[m - 1] ?? 0)));
  return comesTrue || !anyWeekday ? undefined : 'no month of it has that day: give a date that exists';
}

/** How often a schedule comes true, measured over eight years. */
export interface Rhythm {
  /** Longest time between two runs, in seconds. */
  readonly longestGap: number;
  /** Shortest time between two runs, in seconds; infinite where there is one run only. */
  readonly shortestGap: number;
  /** Runs in an average month. */
  readonly monthly: number;
}

/** Rhythms that were measured: the same schedule stands in each environment. */
const rhythms = new Map<string, Rhythm>();

/** The rhythm of an expression without a problem. */
export function rhythmOf(expression: string): Rhythm {
  const rhythm = rhythms.get(expression) ?? measured(expression);
  rhythms.set(expression, rhythm);
  return rhythm;
}

function measured(expression: string): Rhythm {
  const parts = expression.split(' ');
  const setOf = (index: number): ReadonlySet<number> => {
    const set = numbers(parts[index] ?? '', cronFields[index] as CronField);
    return typeof set === 'string' ? new Set() : set;
  };
  const [minutes, hours, days, months, weekdays] = [setOf(0), setOf(1), setOf(2), setOf(3), setOf(4)];
  const either = [2, 4].every((index) => !/^[*?]/.test(parts[index] ?? ''));
  const runsOn = (day: number, weekday: number): boolean =>
    either ? days.has(day) || weekdays.has(weekday) : days.has(day) && weekdays.has(weekday);
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).sort((a, b) => a - b);
  const within = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  let [longest, shortest] = [Math.max(0, ...within), Math.min(Number.POSITIVE_INFINITY, ...within)];
  let runs = 0;
  let last: number | undefined;
  // From 1 January 2000 on, a Saturday.
  for (let month = 0, day = 0; month < measuredMonths; month++) {
    const length = lengthOf(month);
    for (let date = 1; months.has((month % 12) + 1) && date <= length; date++) {
      const today = day + date - 1;
      if (!runsOn(date, (today + 6) % 7)) continue;
      runs += times.length;
      if (last !== undefined) {
        const gap = (today - last) * 1440 + (times[0] ?? 0) - (times.at(-1) ?? 0);
        [longest, shortest] = [Math.max(longest, gap), Math.min(shortest, gap)];
      }
      last = today;
    }
    day += length;
  }
  return { longestGap: longest * 60, shortestGap: shortest * 60, monthly: runs / measuredMonths };
}

function lengthOf(month: number): number {
  const longest = longestMonth[month % 12] ?? 0;
  return longest === 29 && month % 48 > 11 ? 28 : longest;
}

function numbers(part: string, field: CronField): ReadonlySet<number> | string {
  const set = new Set<number>();
  for (const item of part.split(',')) {
    const match = /^(?:([*?])|([A-Za-z]+|\d+)(?:-([A-Za-z]+|\d+))?)(?:\/(\d+))?$/.exec(item);
    if (match === null) return `correct the ${field.name} '${item}'`;
    const [, star, first, last, step] = match;
    const from = star === undefined ? numberOf(first ?? '', field) : field.min;
    const to =
      star !== undefined || (step !== undefined && last === undefined)
        ? field.max
        : numberOf(last ?? first ?? '', field);
    const by = Number(step ?? 1);
    if (from === undefined || to === undefined)
      return `give a ${field.name} from ${field.min} to ${field.max}, not '${item}'`;
    if (from > to || by === 0) return `correct the range of the ${field.name} '${item}'`;
    for (let number = from; number <= to; number += by) set.add(number);
  }
  return set;
}

function numberOf(text: string, { min, max, names = [] }: CronField): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const number = named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}
