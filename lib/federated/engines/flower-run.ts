import type { Construct } from 'constructs';
import { canonicalJson } from '../../canonical';
import { emit } from '../../kinds/emit';
import { configFiles } from '../../vocabulary/storage';
import type { CoordinatorContext, RunProgram } from '../federation-engine';
import { authorityPath, programPath } from '../paths';
import { flowerConfig, flowerEnvironment, flowerPorts } from './flower-container';
import { runProgram } from './flower-run-program';

/**
 * A run submits the app and executes its server side. What decides it stands in its arguments; what may change without
 * another run, such as the quorum and this library's own program, stands in the files.
 */
export function flowerRun(scope: Construct, { federation, name, spec, selector }: CoordinatorContext): RunProgram {
  const files = `${federation}-run`;
  const address = `${name}:${flowerPorts.control}`;
  const authority = `${authorityPath}/ca.crt`;
  const connection = [
    '[superlink]',
    'default = "federation"',
    '[superlink.federation]',
    `address = "${address}"`,
    `root-certificates = "${authority}"`,
    '',
  ].join('\n');
  emit(scope, 'Run', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: files, labels: selector },
    data: {
      'run.py': runProgram,
      'settings.json': canonicalJson({
        address,
        authority,
        connection,
        environment: flowerEnvironment,
        quorum: spec.quorum,
      }),
    },
  });
  const config = flowerConfig(spec.config);
  return {
    command: ['python', `${programPath}/run.py`],
    args: [
      ...['--app', spec.app, '--sites', Object.keys(spec.sites).sort().join(',')],
      ...(config === '' ? [] : ['--config', config]),
    ],
    mounts: [configFiles(files, programPath)],
    secrets: [spec.authority],
  };
}
