import type { Access } from '../../vocabulary/access';
import type { ModelServiceProps } from '../model-service-spec';

/** Who reaches the server and whom it calls: callers only where it answers them itself, and where its log goes. */
export function serverAccess({ access = {}, requestLog }: ModelServiceProps, first: boolean): Access {
  const { callers, calls = [], outside = [] } = access;
  const to = requestLog?.to;
  const more = to === undefined ? {} : 'cidrs' in to ? { outside: [...outside, to] } : { calls: [...calls, to] };
  return { ...access, ...more, callers: first ? callers : [] };
}
