import { parseArgs } from 'node:util';
import { nearest } from '../nearest';
import type { Command, Options, Values } from './command';
import { wrongUse } from './exit';

/** What every command takes besides its own. */
export const everywhere = {
  help: { type: 'boolean', summary: 'what the command does and its options' },
} as const satisfies Options;

/** @throws Refusal that names the nearest command */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const names = commands.map((known) => known.name);
  const found = commands[names.indexOf(name)];
  if (found !== undefined) return found;
  throw wrongUse(`unknown command '${name}'${hint(name, names)}; commands: ${names.join(', ')}`);
}

/** @throws Refusal that names the nearest option */
export function readArguments(command: Command, args: readonly string[]): Values<Options & typeof everywhere> {
  const options = { ...everywhere, ...command.options };
  const names = Object.keys(options);
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option' && !names.includes(token.name)) {
      const near = nearest(token.name, names);
      throw wrongUse(
        `${command.name} has no option '${token.rawName}'${hint(token.name, names, '--')}` +
          `${near === undefined ? `; ${command.name} --help lists them` : ''}`,
      );
    }
  }
  try {
    return parseArgs({ args: [...args], options }).values as Values<Options & typeof everywhere>;
  } catch (error) {
    throw wrongUse(`${command.name}: ${(error as Error).message.split('\n')[0]}`);
  }
}

function hint(word: string, known: readonly string[], prefix = ''): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `: did you mean '${prefix}${near}'?`;
}
