import type { Field } from '../problems';
import type { ContainerProps } from '../vocabulary/workload';
import type { NamedParameter } from './search';

/** Variable of a parameter: `learningRate` is PARAMETER_LEARNING_RATE. */
export function variableOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('-', '_');
  return `PARAMETER_${words.toUpperCase()}`;
}

/** Variables that tell a trial which one it is; the values of others would be lost. */
export const trialVariables = { trial: 'TRIAL', output: 'TRIAL_OUTPUT' } as const;

/** How the program gets its parameters. */
export type Reads = 'arguments' | 'environment';

type Program = Pick<ContainerProps, 'command' | 'args' | 'env'>;

const reference = /\$\((PARAMETER_[A-Za-z0-9_]*)\)/g;

/** Variables of parameters that a text names, as Kubernetes does: `$(PARAMETER_DEPTH)`. */
export function referencesIn(text: string): readonly string[] {
  return [...text.matchAll(reference)].map(([, variable = '']) => variable);
}

interface Text {
  readonly text: string;
  readonly place: (program: Field) => Field;
}

/** Each text of a program that may name a parameter. */
function textsOf({ command = [], args = [], env = {} }: Program): readonly Text[] {
  return [
    ...command.map((text, index): Text => ({ text, place: (program) => program.at('command').at(index) })),
    ...args.map((text, index): Text => ({ text, place: (program) => program.at('args').at(index) })),
    ...Object.entries(env).map(([name, text]): Text => ({ text, place: (program) => program.at('env').at(name) })),
  ];
}

/** Variables of parameters that a program names somewhere. */
export function referencedBy(program: Program): ReadonlySet<string> {
  return new Set(textsOf(program).flatMap(({ text }) => referencesIn(text)));
}

/** Every variable that is named is a parameter's, and every parameter reaches the program. */
export function checkReferences(
  program: Program,
  parameters: readonly NamedParameter[],
  reads: Reads,
  field: Field,
): void {
  const training = field.at('training');
  const variables = parameters.map(({ name }) => variableOf(name));
  for (const { text, place } of textsOf(program)) {
    for (const variable of referencesIn(text).filter((name) => !variables.includes(name))) {
      place(training).problem('unknown-parameter', {
        got: `$(${variable})`,
        allowed: variables.map((name) => `$(${name})`).join(', '),
        remedy: 'correct it, or add the parameter',
      });
    }
  }
  for (const name of Object.keys(program.env ?? {})) {
    if (!variables.includes(name) && !Object.values<string>(trialVariables).includes(name)) continue;
    training.at('env').at(name).problem('not-allowed', {
      got: name,
      allowed: 'variables that the search does not set',
      remedy: 'rename it',
    });
  }
  if (reads === 'environment') return;
  const used = referencedBy(program);
  for (const { name } of parameters.filter((parameter) => !used.has(variableOf(parameter.name)))) {
    field
      .at('parameters')
      .at(name)
      .problem('unused-parameter', {
        got: name,
        allowed: `$(${variableOf(name)}) in command, args or env`,
        remedy: "name it there; if the program reads the variable itself, give reads: 'environment'",
      });
  }
}

/** No two parameters share a variable. */
export function checkDistinct(parameters: readonly NamedParameter[], field: Field): void {
  const seen = new Map<string, string>();
  for (const { name } of parameters) {
    const other = seen.get(variableOf(name));
    if (other === undefined) seen.set(variableOf(name), name);
    else {
      field.at(name).problem('duplicate-name', {
        got: `'${name}', whose variable ${variableOf(name)} is that of '${other}'`,
        allowed: 'a variable of its own for each parameter',
        remedy: 'rename one',
      });
    }
  }
}
