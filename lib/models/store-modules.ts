import { azure } from './programs/azure';
import { fetchModel } from './programs/fetch-model';
import { gs } from './programs/gs';
import { hf } from './programs/hf';
import { httpFile } from './programs/http-file';
import { models } from './programs/models';
import { s3 } from './programs/s3';
import { store } from './programs/store';
import { web } from './programs/web';

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
