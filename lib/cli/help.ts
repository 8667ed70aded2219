import { everywhere } from './arguments';
import type { Command, Option, Options } from './command';

export function overview(commands: readonly Command[]): string {
  return [
    'cdk8s-mlops <command> [options]',
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...columns([
      ['cdk8s-mlops <command> --help', 'its options'],
      ['cdk8s-mlops --version', 'the version of the package'],
    ]),
  ].join('\n');
}

export function helpOf({ name, summary, options }: Command): string {
  return [`cdk8s-mlops ${name} [options]: ${summary}`, '', ...columns(rows({ ...options, ...everywhere }))].join('\n');
}

/** Each option as it is typed, and what it does. */
export function rows(options: Options): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, option]) => [typed(name, option), option.summary]);
}

function typed(name: string, { value, multiple }: Option): string {
  return `--${name}${value === undefined ? '' : ` <${value}>`}${multiple === undefined ? '' : '...'}`;
}

function columns(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
