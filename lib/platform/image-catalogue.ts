import type { Platform } from './platform';

/** A third-party image: what it is, and as whom it runs. */
export interface CatalogueImage {
  readonly repository: string;
  readonly tag: string;
  /** User it can run as. */
  readonly user: number;
  /** @default the user */
  readonly group?: number;
}

/** Every third-party image that the library emits, in one place. */
export const imageCatalogue = {
  /** Without libraries: its one program runs in any image. */
  'busybox-static': { repository: 'docker.io/library/busybox', tag: '1.37.0-musl', user: 65534 },
  busybox: { repository: 'docker.io/library/busybox', tag: '1.37.0', user: 65534 },
  'endpoint-picker': {
    repository: 'registry.k8s.io/gateway-api-inference-extension/epp',
    tag: 'v1.5.0',
    user: 65532,
  },
  /** Of llm-d, which knows pods that read prompts for others; as KServe 0.20 runs both. */
  'disaggregating-picker': { repository: 'ghcr.io/llm-d/llm-d-router-endpoint-picker', tag: 'v0.9.0', user: 65532 },
  'routing-sidecar': { repository: 'ghcr.io/llm-d/llm-d-router-disagg-sidecar', tag: 'v0.9.0', user: 65532 },
  python: { repository: 'docker.io/library/python', tag: '3.13.5-alpine3.22', user: 65534 },
  prometheus: { repository: 'docker.io/prom/prometheus', tag: 'v3.5.0', user: 65534 },
  alertmanager: { repository: 'docker.io/prom/alertmanager', tag: 'v0.28.1', user: 65534 },
  grafana: { repository: 'docker.io/grafana/grafana', tag: '12.1.0', user: 472, group: 0 },
  'kube-state-metrics': {
    repository: 'registry.k8s.io/kube-state-metrics/kube-state-metrics',
    tag: 'v2.13.0',
    user: 65534,
  },
  nginx: { repository: 'docker.io/nginxinc/nginx-unprivileged', tag: '1.29.1-alpine', user: 101 },
  'flower-superlink': { repository: 'docker.io/flwr/superlink', tag: '1.42.0', user: 49999 },
  'flower-supernode': { repository: 'docker.io/flwr/supernode', tag: '1.42.0', user: 49999 },
} as const satisfies Record<string, CatalogueImage>;

export type CatalogueName = keyof typeof imageCatalogue;

/** The reference of a catalogue image on this platform: pushed elsewhere, mirrored, or upstream. */
export function catalogueReference(name: CatalogueName, platform: Platform): string {
  const { repository, tag } = imageCatalogue[name];
  const path = repository.slice(repository.indexOf('/') + 1);
  return (
    platform.images?.[name] ??
    (platform.imageMirror === undefined ? `${repository}:${tag}` : `${platform.imageMirror}/${path}:${tag}`)
  );
}
