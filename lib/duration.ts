import type { Check } from './shape';

/** A whole number with a unit: `90s`, `15m`, `6h`, `2d`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`;

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86400 };

export function seconds(duration: Duration): number {
  return Number(duration.slice(0, -1)) * unitSeconds[duration.slice(-1) as keyof typeof unitSeconds];
}

/** The same time in the units that Go and the Gateway API read, which know no days. */
export function withoutDays(duration: Duration): string {
  return duration.endsWith('d') ? `${Number(duration.slice(0, -1)) * 24}h` : duration;
}

export const duration: Check<Duration> = (value, field) => {
  if (typeof value !== 'string' || !/^[1-9]\d{0,6}[smhd]$/.test(value)) {
    field.problem('bad-duration', {
      got: value,
      allowed: 'a whole number with the unit s, m, h or d',
      remedy: "give a text such as '90s' or '6h'",
    });
  }
};
