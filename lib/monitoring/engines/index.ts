import type { MonitoringEngine } from '../monitoring-engine';
import { prometheusServer } from './prometheus-server';

/** Every engine with its plain settings; the contract suite, the matrix and the error texts read it. */
export const monitoringEngines: readonly MonitoringEngine[] = [prometheusServer()];
