import { basename, extname, relative, resolve } from 'node:path';
import { appFile, projectIn } from '../app-file';
import { command } from '../command';
import { compiled } from '../compiled/compiled';
import { wrongUse } from '../exit';
import { appOptions, onApps } from '../on-apps';
import { withoutWriting } from '../without-writing';

const { app, json } = appOptions;

export const compile = command({
  name: 'compile',
  summary: 'put the program and all that it needs into one file that starts fast, and check the app with it',
  options: {
    app,
    json,
    output: {
      type: 'string',
      value: 'file',
      summary: 'the file to run, which ends in .cjs; default: the name of the program in build/',
    },
  },
  async run(values) {
    const folder = process.cwd();
    const file = appFile(values.app, projectIn(folder), folder);
    const asked = values.output ?? `build/${basename(file, extname(file))}.cjs`;
    if (extname(asked) !== '.cjs')
      throw wrongUse(`--output ${asked}: must end in .cjs, which every package takes for CommonJS`);
    const written = (await compiled(file, resolve(folder, asked))).map((path) => relative(folder, path));
    return onApps(
      { app: asked, json: values.json },
      {
        name: 'compile',
        written,
        visit: withoutWriting,
        conclude: ({ objects }) => [
          ...written.map((path) => `written ${path}`),
          `no problems in ${objects} objects; run it: node ${asked}`,
        ],
      },
    );
  },
});
