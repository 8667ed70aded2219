import { cronProblem } from './cron';
import { type Check, made, text } from './shape';
import { type Value, value } from './value';

/** When something runs; made by `daily()`, `weekly()` or `cron()`. */
export type Schedule = Value<{ readonly cron: string; readonly timeZone: string }>;

/**
 * Five fields of cron. @param timeZone IANA name; default `Etc/UTC`
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export function cron(expression: string, timeZone = 'Etc/UTC'): Schedule {
  return value('schedule', { cron: expression, timeZone });
}

/** Once a day at `HH:MM`. */
export function daily(at: string, timeZone = 'Etc/UTC'): Schedule {
  return cron(`${clock(at)} * * *`, timeZone);
}

const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** Once a week, on `day` at `HH:MM`. */
export function weekly(day: (typeof days)[number], at: string, timeZone = 'Etc/UTC'): Schedule {
  return cron(`${clock(at)} * * ${days.indexOf(day)}`, timeZone);
}

/** `01:30` as `30 1`; anything else stays as it is, for the check to refuse. */
function clock(at: string): string {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at);
  return match === null ? at : `${Number(match[2])} ${Number(match[1])}`;
}

export const schedule: Check<Schedule> = (candidate, field) => {
  const before = field.problems.length;
  made<Schedule>('schedule', "daily('01:00', 'Europe/Berlin'), weekly() or cron()")(candidate, field);
  if (field.problems.length > before) return;
  text(candidate.cron, field.at('cron'));
  const problem = cronProblem(candidate.cron);
  if (problem !== undefined) {
    field.problem('bad-schedule', {
      got: candidate.cron,
      allowed: 'minute hour day month weekday, that comes true on some date',
      remedy: problem,
    });
  }
  if (!isTimeZone(candidate.timeZone)) {
    field.problem('bad-time-zone', {
      got: candidate.timeZone,
      allowed: 'an IANA time zone',
      remedy: "give a name such as 'Europe/Berlin'",
    });
  }
};

/** Names that are sure. */
const known = new Set<unknown>(['Etc/UTC', 'UTC']);

/** Whether a name is one of the runtime's, or an alias, for which it loads the whole database of time zones. */
function isTimeZone(name: unknown): boolean {
  if (known.has(name)) return true;
  for (const zone of Intl.supportedValuesOf('timeZone')) known.add(zone);
  if (known.has(name)) return true;
  if (typeof name !== 'string' || !/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    known.add(name);
    return true;
  } catch {
    return false;
  }
}
