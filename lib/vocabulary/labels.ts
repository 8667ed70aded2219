import { anyText, type Check, mapOf } from '../shape';

/** Labels and annotations for people and tools; they never decide a run or a selector. */
export type Labels = Readonly<Record<string, string>>;

/** Team and cost centre: who pays for pods. */
export const teamLabel = 'mlops.cdk8s.io/team';
export const costCentreLabel = 'mlops.cdk8s.io/cost-centre';

const reserved = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/component',
  'app.kubernetes.io/instance',
  'mlops.cdk8s.io/',
];
const open = [teamLabel, costCentreLabel];
/** What a label may hold. */
export const labelValue = /^([a-zA-Z0-9]([\w.-]{0,61}[a-zA-Z0-9])?)?$/;
const labelKey = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[a-zA-Z0-9]([\w.-]{0,61}[a-zA-Z0-9])?$/;

export const labels: Check<Labels> = (value, field) => {
  mapOf(anyText)(value, field);
  for (const [key, entry] of Object.entries(value ?? {})) {
    if (reserved.some((name) => key.startsWith(name)) && !open.includes(key)) {
      field.at(key).problem('not-allowed', {
        got: key,
        allowed: 'labels that are not part of an identity',
        remedy: 'remove it: the library writes it',
      });
    } else if (!labelKey.test(key) || (typeof entry === 'string' && !labelValue.test(entry))) {
      field.at(key).problem('bad-name', {
        got: `${key}: ${entry}`,
        allowed: 'a label of at most 63 letters, digits, dots, dashes',
        remedy: 'rename it',
      });
    }
  }
};

export const annotations: Check<Labels> = mapOf(anyText);

/** Who pays for pods: `labels: { ...showback({ team: 'fraud', costCentre: 'cc-42' }) }`. */
export function showback({ team, costCentre }: { readonly team?: string; readonly costCentre?: string }): Labels {
  return {
    ...(team !== undefined && { [teamLabel]: team }),
    ...(costCentre !== undefined && { [costCentreLabel]: costCentre }),
  };
}

/** The labels that select the pods of one construct, for ever. */
export function selectorLabels(name: string, component: string, instance?: string): Labels {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': component,
    ...(instance !== undefined && { 'app.kubernetes.io/instance': instance }),
  };
}
