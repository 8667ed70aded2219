import { servicePort } from '../../companions/route';
import type { Peer } from '../../vocabulary/access';
import { type UserKey, userVariable } from './user-key';

/** Port and path of the router itself. */
export const routerPort = 8080;
export const readyPath = '/-/ready';

/** What the router is told. */
export interface RouterSettings {
  readonly control: Peer;
  readonly versions: readonly { readonly peer: Peer; readonly share: number }[];
  readonly by: UserKey;
  readonly seed: string;
  readonly timeoutSeconds: number;
  readonly namespace: string;
}

/** Header of each request and answer that names the service. */
const versionHeader = 'X-Experiment-Version';

/**
 * The configuration of nginx: a hash of the user draws the service, so that each user has one, and a share that grows keeps
 * its users. @see https://nginx.org/en/docs/http/ngx_http_split_clients_module.html
 */
export function routerConfig({ control, versions, by, seed, timeoutSeconds, namespace }: RouterSettings): string {
  const user = userVariable(by);
  const services = [control, ...versions.map(({ peer }) => peer)];
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `pid /tmp/nginx.pid;
worker_processes 2;
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  server_tokens off;
${temporary.map((part) => `  ${part}_temp_path /tmp/${part};`).join('\n')}
  split_clients "${seed}:${user}" $drawn {
${versions.map(({ peer, share }) => `    ${share}% ${peer.name};`).join('\n')}
    * ${control.name};
  }
  map ${user} $version {
    "" ${control.name};
    default $drawn;
  }
${services.map((peer) => upstream(peer, namespace)).join('\n')}
  server {
    listen ${routerPort};
    location = ${readyPath} { return 200; }
    location / {
      client_max_body_size 0;
      proxy_request_buffering off;
      proxy_http_version 1.1;
      proxy_read_timeout ${timeoutSeconds}s;
      proxy_send_timeout ${timeoutSeconds}s;
      proxy_set_header Host $host;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header ${versionHeader} $version;
      add_header ${versionHeader} $version always;
      proxy_pass http://$version;
    }
  }
}
`;
}

function upstream({ name, namespace: own }: Peer, namespace: string): string {
  return `  upstream ${name} { server ${name}.${own ?? namespace}.svc:${servicePort}; }`;
}
