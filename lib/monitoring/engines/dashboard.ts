import { shortHash } from '../../canonical';
import type { Panel } from '../rules';

/** The data source that every panel reads; its name inside of Grafana. */
export const dataSource = { type: 'prometheus', uid: 'prometheus' } as const;

const columns = 2;
const width = 24 / columns;
const height = 8;

/** A dashboard as Grafana stores it. @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function dashboardJson(name: string, panels: readonly Panel[]): string {
  return JSON.stringify(
    {
      uid: `mlops-${shortHash(name)}`,
      title: name,
      tags: ['cdk8s-mlops'],
      schemaVersion: 39,
      editable: false,
      refresh: '30s',
      time: { from: 'now-6h', to: 'now' },
      panels: panels.map(panelJson),
    },
    undefined,
    1,
  );
}

function panelJson({ title, queries, unit = 'short', type = 'timeseries' }: Panel, index: number): object {
  return {
    id: index + 1,
    type,
    title,
    datasource: dataSource,
    gridPos: { h: height, w: width, x: (index % columns) * width, y: Math.floor(index / columns) * height },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map(({ expr, legend }, query) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + query),
      datasource: dataSource,
      expr,
      legendFormat: legend,
    })),
  };
}
