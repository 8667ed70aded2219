import { type Duration, duration } from '../../duration';
import { type Check, oneOf, record, required } from '../../shape';
import { type Value, value } from '../../value';
import { type Analysis, analysis, comparesVersions } from './analysis';

/** A new version that stands complete beside the old one and takes over all requests at once. */
export interface BlueGreenOptions {
  /** Who moves the requests: the engine once the new version is ready and judged, or a person. @default 'automatic' */
  readonly promotion?: 'automatic' | 'manual';
  /** What decides before: somebody must send requests to `<name>-preview`. @default nothing */
  readonly before?: Analysis;
  /** What decides after; failing moves the requests back. @default nothing */
  readonly after?: Analysis;
  /** How long the old version stays ready to take the requests back. @default '10m' */
  readonly keepOld?: Duration;
}

export type BlueGreen = Value<BlueGreenOptions & { readonly by: 'blueGreen' }>;

/** The new version takes over at once; the old one stays for a while. */
export function blueGreen(options: BlueGreenOptions = {}): BlueGreen {
  return value('rollout', { ...options, by: 'blueGreen' } as const);
}

const after: Check<Analysis> = (candidate, field) => {
  const before = field.problems.length;
  analysis(candidate, field);
  if (field.problems.length > before || !comparesVersions(candidate)) return;
  field.at('checks').problem('not-allowed', {
    got: 'a comparison with the stable version',
    allowed: 'atMost and atLeast',
    remedy: 'give fixed limits: after the switch the old version has no requests to compare with',
  });
};

export const blueGreenCheck: Check<BlueGreen> = record<BlueGreen>({
  by: required(oneOf('blueGreen')),
  promotion: oneOf('automatic', 'manual'),
  before: analysis,
  after,
  keepOld: duration,
});
