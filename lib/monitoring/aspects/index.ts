import type { Watched } from '../../vocabulary/watched';
import type { Aspect, AspectOf } from './aspect';
import { claims } from './claims';
import { cronJob } from './cron-job';
import { deployment } from './deployment';
import { job } from './job';
import { latency } from './latency';
import { requests } from './requests';
import { scrape } from './scrape';
import { versions } from './versions';

const aspects: readonly AspectOf[] = [requests, latency, versions, deployment, cronJob, job, claims, scrape];

/** All rules and panels that a construct's facts allow. */
export function aspectsOf(watched: Watched): Aspect {
  const found = aspects.map((aspect) => aspect(watched));
  return { rules: found.flatMap(({ rules }) => rules), panels: found.flatMap(({ panels }) => panels) };
}
