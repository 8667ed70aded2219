import type { Access } from '../../vocabulary/access';
import { alsoCalling } from '../../vocabulary/called';
import type { ModelServiceProps } from '../model-service-spec';

/** Who reaches the server and whom it calls: callers only where it answers them itself, and where its log goes. */
export function serverAccess({ access = {}, requestLog }: ModelServiceProps, first: boolean): Access {
  const all = alsoCalling(access, requestLog === undefined ? [] : [requestLog.to]);
  return { ...all, callers: first ? access.callers : [] };
}
