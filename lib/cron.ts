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

/** The rhythm of an expression without a problem. */
export function rhythmOf(expression: string): Rhythm {
  const [minutes = '', hours = '', ...dates] = expression.split(' ');
  const times = [...setOf(hours, 1)]
    .flatMap((hour) => [...setOf(minutes, 0)].map((minute) => hour * 60 + minute))
    .sort((a, b) => a - b);
  const within = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const overnight = (times[0] ?? 0) - (times.at(-1) ?? 0);
  const { count, longest, shortest } = daysOf(dates.join(' '));
  return {
    longestGap: 60 * Math.max(0, ...within, longest * 1440 + overnight),
    shortestGap: 60 * Math.min(Number.POSITIVE_INFINITY, ...within, shortest * 1440 + overnight),
    monthly: (count * times.length) / measuredMonths,
  };
}

/** The days on which something runs: how many, and how many days lie between two of them at most and at least. */
interface Days {
  readonly count: number;
  readonly longest: number;
  readonly shortest: number;
}

/** By day, month and weekday of an expression: few schedules differ in them. */
const known = new Map<string, Days>();

function daysOf(dates: string): Days {
  const days = known.get(dates) ?? counted(dates);
  known.set(dates, days);
  return days;
}

/** Every day of them, 29 February twice. */
const everyDay: Days = { count: 2922, longest: 1, shortest: 1 };

function counted(dates: string): Days {
  if (dates === '* * *') return everyDay;
  const [date = '', month = '', weekday = ''] = dates.split(' ');
  const [days, months, weekdays] = [setOf(date, 2), setOf(month, 3), setOf(weekday, 4)];
  const either = [date, weekday].every((part) => !/^[*?]/.test(part));
  const runsOn = (day: number, of: number): boolean =>
    either ? days.has(day) || weekdays.has(of) : days.has(day) && weekdays.has(of);
  let [count, longest, shortest] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let last: number | undefined;
  // From 1 January 2000 on, a Saturday.
  for (let month = 0, before = 0; month < measuredMonths; month++) {
    const length = lengthOf(month);
    for (let day = 1; months.has((month % 12) + 1) && day <= length; day++) {
      const today = before + day - 1;
      if (!runsOn(day, (today + 6) % 7)) continue;
      count++;
      const gap = last === undefined ? undefined : today - last;
      if (gap !== undefined && gap > longest) longest = gap;
      if (gap !== undefined && gap < shortest) shortest = gap;
      last = today;
    }
    before += length;
  }
  return { count, longest, shortest };
}

/** Numbers of one field of an expression without a problem. */
function setOf(part: string, field: number): ReadonlySet<number> {
  const set = numbers(part, cronFields[field] as CronField);
  return typeof set === 'string' ? new Set() : set;
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
