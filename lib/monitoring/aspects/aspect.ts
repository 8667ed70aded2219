import type { Watched } from '../../vocabulary/watched';
import type { Panel, Rule } from '../rules';

/** One thing that can be asked of a watched construct; empty where the construct lacks the fact. */
export interface Aspect {
  readonly rules: readonly Rule[];
  readonly panels: readonly Panel[];
}

export type AspectOf = (watched: Watched) => Aspect;

export const nothing: Aspect = { rules: [], panels: [] };
