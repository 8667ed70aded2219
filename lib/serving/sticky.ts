import type { Exposure } from '../companions/exposure';
import { type Duration, seconds } from '../duration';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';

const day = 86_400;

/** Who could keep a client with its pod: the Service by address, ingress-nginx by cookie, no Gateway that is standard. */
export function stickyOnExposure(sticky: Duration, { by }: Exposure, { ingress }: Platform, field: Field): void {
  if (seconds(sticky) > day) {
    field.problem('out-of-range', { got: sticky, allowed: 'at most 1d', remedy: 'give a shorter time' });
  }
  if (by === 'route' || by === 'grpcRoute') {
    field.problem('not-allowed', {
      got: `sticky with ${by}()`,
      allowed: 'internal(), loadBalancer() or ingress()',
      remedy: 'keep the state out of the pods: the standard Gateway API keeps no client with its pod',
    });
  }
  if (by === 'ingress' && ingress !== undefined && ingress.className !== 'nginx') {
    field.problem('not-allowed', {
      got: `sticky with an Ingress of class '${ingress.className}'`,
      allowed: "class 'nginx', whose annotations are known",
      remedy: 'annotate the Ingress yourself, or leave sticky out',
    });
  }
}
