import { type Exposure, ingress, route } from '../../companions/exposure';

/** Below the service's own path. */
const explainPath = '/explain';

/** The same host and path below which the explainer answers; undefined where the exposure knows no paths over HTTP. */
export function explainerExposure(expose: Exposure): Exposure | undefined {
  if (expose.by === 'route') {
    const { host, path, timeout, backendTimeout, auth } = expose;
    return route(host, below(path), { timeout, backendTimeout, auth });
  }
  if (expose.by === 'ingress') {
    const { host, path, timeout, auth } = expose;
    return ingress(host, below(path), { timeout, auth });
  }
  return undefined;
}

function below(path: string): string {
  return `${path.replace(/\/$/, '')}${explainPath}`;
}
