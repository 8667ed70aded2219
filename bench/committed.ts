/** A figure measured before, for what takes minutes; `--slow` measures it anew. */
export interface Committed {
  readonly seconds?: number;
  readonly peak?: number;
  /** Why there is no figure. */
  readonly failed?: string;
}

/** By subject, services and layout. */
export const committed: Readonly<Record<string, Committed>> = {};
