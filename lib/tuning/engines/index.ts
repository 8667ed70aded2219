import type { SearchEngine } from '../search-engine';
import { indexedJob } from './indexed-job';
import { katib } from './katib';

/** Every engine with its plain settings; the contract suite, the matrix and the error texts read it. */
export const searchEngines: readonly SearchEngine[] = [indexedJob(), katib()];
