import type { Watched } from '../../vocabulary/watched';
import type { Aspect, AspectOf } from './aspect';
import { claims } from './claims';
import { cronJob } from './cron-job';
import { customRun } from './custom-run';
import { deployment } from './deployment';
import { job } from './job';
import { latency } from './latency';
import { profile } from './profile';
import { requests } from './requests';
import { rollout } from './rollout';
import { scrape } from './scrape';
import { signals } from './signals';
import { versions } from './versions';

const aspects: readonly AspectOf[] = [
  requests,
  latency,
  versions,
  signals,
  deployment,
  cronJob,
  job,
  claims,
  customRun,
  rollout,
  profile,
  scrape,
];

/** All rules and panels that a construct's facts allow. */
export function aspectsOf(watched: Watched): Aspect {
  const found = aspects.map((aspect) => aspect(watched));
  return { rules: found.flatMap(({ rules }) => rules), panels: found.flatMap(({ panels }) => panels) };
}
