import { azure } from './azure';
import { fetchModel } from './fetch-model';
import { gs } from './gs';
import { hf } from './hf';
import { httpFile } from './http-file';
import { models } from './models';
import { s3 } from './s3';
import { store } from './store';
import { web } from './web';

/** What every fetcher needs. */
export const fetcher = { 'fetch_model.py': fetchModel, 'store.py': store, 'web.py': web } as const;

/** Modules of the fetcher by the stores that they know. */
export const storeModules = {
  azure: { 'azure.py': azure },
  gs: { 'gs.py': gs, 's3.py': s3 },
  hf: { 'hf.py': hf },
  http_file: { 'http_file.py': httpFile },
  models: { 'models.py': models },
  s3: { 's3.py': s3 },
} as const;

export type StoreModule = keyof typeof storeModules;
