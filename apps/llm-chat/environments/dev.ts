import { extend } from '../../../lib';
import { base } from './base';

/** The base as it is. */
export const dev = extend(base, { name: 'dev', namespace: 'dev' });
