export { type IndexedJobOptions, indexedJob } from './engines/indexed-job';
export { katib } from './engines/katib';
export type { KatibCollectors, KatibMetrics } from './engines/katib-metrics';
export type { KatibOptions, MedianStop } from './engines/katib-options';
export type { KatibAlgorithm, KatibAlgorithms, Seeded } from './engines/katib-settings';
export { type GridOptions, grid } from './grid';
export { HyperparameterSearch } from './hyperparameter-search';
export type { HyperparameterSearchProps, SearchSpec } from './hyperparameter-search-spec';
export { maximize, minimize, type ObjectiveOptions, type SearchObjective } from './objective';
export {
  type Choice,
  choice,
  type DoubleOptions,
  double,
  type IntOptions,
  int,
  type NumberRange,
  type Parameter,
} from './parameter';
export type { Reads } from './parameter-variables';
export { type RandomSampleOptions, randomSample } from './random-sample';
export type { NamedParameter, Point, Search } from './search';
export type {
  RenderedSearch,
  SearchContext,
  SearchEngine,
  SearchFeature,
  SearchRequest,
  TrialAdditions,
  TrialParameters,
} from './search-engine';
export type { SearchTraining } from './search-training';
