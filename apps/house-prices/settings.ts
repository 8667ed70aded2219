import type { Compute, Exposure, HasPeer, Outside, Placement, Scale, Schedule } from '../../lib';
import type { ExplainerSettings } from './explainer';

/** What differs between the environments of house-prices, and nothing else. */
export interface HousePricesSettings {
  readonly images: { readonly data: string; readonly train: string; readonly serve: string };
  /** Where the raw data lies. */
  readonly rawData: { readonly houses: string; readonly daily: string; readonly hosts: Outside };
  readonly storage: { readonly class: string; readonly data: string; readonly models: string };
  readonly pipelines: {
    readonly preprocess: Schedule;
    readonly import: Schedule;
    readonly compute: Compute;
    readonly keepRuns: number;
  };
  readonly training: { readonly compute: Compute; readonly placement: Placement; readonly dataVersion: string };
  readonly serving: {
    readonly compute: Compute;
    readonly scale: Scale;
    readonly expose: Exposure;
    /** Who calls it inside of the cluster. */
    readonly frontend: HasPeer;
    readonly objectives: { readonly availability: number; readonly p95: `${number}ms` };
    /** Run whose model is served; undefined: the newest, as soon as it is trained. */
    readonly servedRun?: string;
    /** What explains the prices, at /explain. @default nothing does */
    readonly explainer?: ExplainerSettings;
  };
}
