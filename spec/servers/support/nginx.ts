import { programOf } from './installed.js';
import { realm } from './passwords.js';
import { WebServer, type Dialect } from './web-server.js';

export function startNginx(): Promise<WebServer> {
  return WebServer.start({ program: programOf('nginx'), args, configure });
}

const args: Dialect['args'] = (place) => ['-p', place.folder, '-c', 'server.conf', '-e', place.path('error.log')];

/** Names of files are taken from the folder. */
const configure: Dialect['configure'] = (_place, plain, tls) => `
  daemon off; master_process off; pid nginx.pid; error_log error.log; worker_processes 1;
  events { worker_connections 256; }
  http {
    log_format short '$remote_port $request_method $request_uri $status $ssl_protocol $remote_user';
    access_log access.log short;
    client_body_temp_path run/body; proxy_temp_path run/proxy; fastcgi_temp_path run/fastcgi;
    uwsgi_temp_path run/uwsgi; scgi_temp_path run/scgi;
    default_type text/plain; gzip on; gzip_types text/plain; gzip_min_length 1; client_max_body_size 0;
    root www;
    server { listen 127.0.0.1:${plain}; ${locations} }
    ${tls
      .map(
        ({ way, port, protocol, asksClient }) => `
    server {
      listen 127.0.0.1:${port} ssl; ssl_protocols ${protocol};
      ssl_certificate ${way}.pem; ssl_certificate_key ${way}.key;
      ${asksClient ? 'ssl_client_certificate root.pem; ssl_verify_client on;' : ''}
      ${locations}
    }`,
      )
      .join('')}
  }`;

const locations = `
  location /basic/ { auth_basic "${realm}"; auth_basic_user_file passwords; }
  location /slow/ { limit_rate 256k; }
  location /put/ { dav_methods PUT; }
  location /busy { return 503 "busy"; }`;
