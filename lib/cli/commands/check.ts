import { describe } from '../../problems';
import { command } from '../command';
import { appOptions, onApps } from '../on-apps';

export const check = command({
  name: 'check',
  summary: 'check the app and write nothing',
  options: appOptions,
  run(values) {
    return onApps(values, {
      name: 'check',
      visit(app) {
        const objects = app.finish().length;
        for (const warning of app.warnings) process.stderr.write(`warning: ${describe(warning)}\n`);
        return { written: [], unchanged: [], removed: [], objects };
      },
      conclude: ({ objects, warnings, duration }) => [
        `no problems in ${objects} objects, ${warnings.length} warnings; ${(duration / 1000).toFixed(2)} s`,
      ],
    });
  },
});
