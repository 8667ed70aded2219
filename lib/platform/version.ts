import type { Check } from '../shape';

/** Whether a version such as `1.34` or `2.14.1` is at least another one. */
export function atLeast(version: string, minimum: string): boolean {
  const [have, want] = [version, minimum].map((text) => text.replace(/^v/, '').split('.').map(Number));
  for (let index = 0; index < (want?.length ?? 0); index++) {
    const difference = (have?.[index] ?? 0) - (want?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export const version: Check<string> = (value, field) => {
  if (typeof value !== 'string' || !/^v?\d+(\.\d+){1,2}$/.test(value)) {
    field.problem('bad-version', {
      got: value,
      allowed: 'major.minor or major.minor.patch',
      remedy: "give a text such as '2.14'",
    });
  }
};

/** The oldest Kubernetes that the output is made for. */
export const oldestKubernetes = '1.27';

export const kubernetesVersion: Check<string> = (value, field) => {
  if (typeof value !== 'string' || !/^1\.\d{2}$/.test(value)) {
    field.problem('bad-version', { got: value, allowed: 'major.minor', remedy: "give a text such as '1.34'" });
  } else if (!atLeast(value, oldestKubernetes)) {
    field.problem('out-of-range', {
      got: value,
      allowed: `${oldestKubernetes} or newer`,
      remedy: 'upgrade the cluster',
    });
  }
};
