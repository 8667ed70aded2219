/** An option as the parser, the help and the documentation read it. */
export interface Option {
  readonly type: 'string' | 'boolean';
  /** May be given more than once. */
  readonly multiple?: true;
  /** What stands for its value in the help, such as `file`. */
  readonly value?: string;
  readonly summary: string;
}

export type Options = Readonly<Record<string, Option>>;

/** What was given on the command line. */
export type Values<O extends Options> = {
  readonly [K in keyof O]?: O[K]['type'] extends 'boolean'
    ? boolean
    : O[K] extends { multiple: true }
      ? readonly string[]
      : string;
};

/** A command as a value; one file each in `commands/`, one line in its index. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  readonly summary: string;
  readonly options: O;
  /** Loads what it needs itself: the other commands do not wait for it. Sets `process.exitCode`. */
  run(values: Values<O>): void | Promise<void>;
}

export function command<const O extends Options>(fields: Command<O>): Command {
  return fields as Command;
}
