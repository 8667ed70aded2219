export { Experiment } from './experiment';
export type { ExperimentProps, ExperimentVersion } from './experiment-spec';
export { byCookie, byHeader, type UserKey } from './user-key';
