import type { Run } from './processes';

/** Figures measured before, for what takes minutes, by subject and size; `--slow` measures them anew. */
export const committed: Readonly<Record<string, Run>> = {};
