import { command } from '../command';
import { appOptions, onApps } from '../on-apps';
import { withoutWriting } from '../without-writing';

export const check = command({
  name: 'check',
  summary: 'check the app and write nothing',
  options: appOptions,
  run(values) {
    return onApps(values, {
      name: 'check',
      visit: withoutWriting,
      conclude: ({ objects, warnings, duration }) => [
        `no problems in ${objects} objects, ${warnings.length} warnings; ${(duration / 1000).toFixed(2)} s`,
      ],
    });
  },
});
