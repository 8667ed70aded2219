import { ApiObject } from 'cdk8s';
import { MlopsApp, MlopsChart } from '../../../lib';
import { environment } from '../../fixtures/environment';

/** An app in one of two versions: of its 60 files a third is in both and differs, a third in each only. */
export function appOf(version: 0 | 1, outdir: string): MlopsApp {
  const app = new MlopsApp({ outdir });
  for (let number = 0; number < 60; number++) {
    if (number % 3 === version) continue;
    const chart = new MlopsChart(app.in(environment), `chart-${number}`, { environment });
    const data = { version: String(version), text: `version ${version}\n`.repeat(1000) };
    new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${number}` }, data });
  }
  return app;
}
