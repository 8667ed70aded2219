import type { Command } from '../command';
import { check } from './check';
import { compile } from './compile';
import { synth } from './synth';

/** Every command, in the order of the help and of docs/cli.md. */
export const commands: readonly Command[] = [synth, check, compile];
