import { catalogueReference } from '../../platform/image-catalogue';
import type { Platform } from '../../platform/platform';
import type { ContainerRequest } from '../../pod/container';
import { type Mount, scratch } from '../../vocabulary/storage';
import type { SearchSpec } from '../hyperparameter-search-spec';
import { referencedBy, referencesIn, trialVariables, variableOf } from '../parameter-variables';
import type { Point } from '../search';

const folder = '/opt/trial';
const shell = `${folder}/busybox`;

/** A folder for a shell, so that the training's image needs none. */
export const shellFolder: Mount = scratch(folder, '16Mi');

/** Brings a shell that needs no library of any image; it ends before the training starts, so it takes no more room. */
export function bringShell({ training: { props } }: SearchSpec, platform: Platform): ContainerRequest {
  return {
    name: 'bring-shell',
    image: catalogueReference('busybox-static', platform),
    command: ['cp', '/bin/busybox', shell],
    compute: { cpu: '10m', memory: '16Mi', ephemeralStorage: props.compute.ephemeralStorage },
    mounts: [shellFolder],
  };
}

/** Replaces `$(VARIABLE)` in a word, as the kubelet would if it knew the variable. */
function fillFunction(variables: readonly string[]): readonly string[] {
  return [
    'fill() {',
    '  filled=$1',
    '  while :; do case $filled in',
    ...variables.map((name) => {
      const reference = `'$(${name})'`;
      return `  *${reference}*) filled=\${filled%%${reference}*}$${name}\${filled#*${reference}};;`;
    }),
    '  *) break;;',
    '  esac; done',
    '}',
  ];
}

/**
 * The shell program that gives a pod the parameters of its index, and then becomes the training. Kubernetes gives a
 * pod its index, but nothing that depends on it: so the table of all trials stands here.
 */
export function trialScript({ training, parameters, outputs }: SearchSpec, points: readonly Point[]): string {
  const { props } = training;
  const variables = parameters.map(({ name }) => variableOf(name));
  const named = [...referencedBy(props)].sort();
  const filledEnv = Object.entries(props.env ?? {}).filter(([, text]) => referencesIn(text).length > 0);
  const lines = [
    `trial() { export ${variables.map((name, index) => `${name}="\${${index + 1}}"`).join(' ')}; }`,
    `case $${trialVariables.trial} in`,
    ...points.map((point, index) => `${index}) trial ${point.join(' ')};;`),
    `*) echo "no trial $${trialVariables.trial}" >&2; exit 64;;`,
    'esac',
    `echo "trial $${trialVariables.trial}: ${variables.map((name) => `${name}=$${name}`).join(' ')}" >&2`,
    ...(outputs === undefined ? [] : [`"$0" mkdir -p "$${trialVariables.output}" || exit`]),
    ...(named.length === 0 ? [] : fillFunction(named)),
    ...filledEnv.map(([name]) => `fill "$${name}"; export ${name}="$filled"`),
    ...(named.length === 0 ? [] : ['for word do shift; fill "$word"; set -- "$@" "$filled"; done']),
    'exec "$@"',
  ];
  return lines.join('\n');
}

/** The training's own command and arguments behind the script; the kubelet fills in their other variables. */
export function trialProgram(
  { training: { props } }: SearchSpec,
  script: string,
): { command: readonly string[]; args?: readonly string[] } {
  return { command: [shell, 'sh', '-c', script, shell, ...(props.command ?? [])], args: props.args };
}
