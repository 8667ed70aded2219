import type { PipelineEngine } from '../pipeline-engine';
import { cronJob } from './cron-job';

/** Every engine with its plain settings; the contract suite, the matrix and the error texts read it. */
export const pipelineEngines: readonly PipelineEngine[] = [cronJob()];
