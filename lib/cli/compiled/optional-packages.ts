import type { Plugin } from 'esbuild';

const asked = Symbol('asked');

/** What an installed package requires and is not there is asked for at run time, as without compilation: it may do without. */
export const optionalPackages: Plugin = {
  name: 'optional-packages',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (kind !== 'require-call' || pluginData === asked || !/[\\/]node_modules[\\/]/.test(importer)) return undefined;
      const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: asked });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};
