import { programOf } from './installed.js';
import { realm } from './passwords.js';
import { WebServer, type Dialect } from './web-server.js';

/** @param nonceLifetime - of Digest, in seconds; with 0 each nonce is good for one request */
export function startApache({ nonceLifetime = 300 } = {}): Promise<WebServer> {
  return WebServer.start({
    program: programOf('Apache'),
    args: (place) => ['-d', place.folder, '-f', 'server.conf', '-DFOREGROUND'],
    configure: (...places) => configure(nonceLifetime, ...places),
  });
}

const modules =
  `mpm_event authn_core authn_file authz_core authz_user auth_basic auth_digest mime filter deflate ratelimit dav
   dav_fs env ssl reflector`.split(/\s+/);

/** Names of files are taken from the folder. */
function configure(nonceLifetime: number, ...[place, plain, tls]: Parameters<Dialect['configure']>): string {
  return `
ServerName localhost
PidFile run/httpd.pid
DefaultRuntimeDir run
Mutex file:${place.path('run')} default
ErrorLog error.log
LogFormat "%{remote}p %m %U %>s %{SSL_PROTOCOL}x %u" short
CustomLog access.log short
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
StartServers 1
ServerLimit 2
ThreadsPerChild 16
MaxRequestWorkers 32
TypesConfig /dev/null
ForceType text/plain
SSLSessionCache none
SSLRandomSeed startup builtin
DocumentRoot www
<Directory "${place.path('www')}">
  Require all granted
</Directory>
AddOutputFilterByType DEFLATE text/plain
<Location /basic/>
  AuthType Basic
  AuthName "${realm}"
  AuthUserFile passwords
  Require valid-user
</Location>
<Location /digest/>
  AuthType Digest
  AuthName "${realm}"
  AuthDigestProvider file
  AuthDigestQop auth
  AuthDigestNonceLifetime ${nonceLifetime}
  AuthUserFile passwords.digest
  Require valid-user
</Location>
<Location /digest/echo>
  SetHandler reflector
</Location>
<Location /slow/>
  SetOutputFilter RATE_LIMIT
  SetEnv rate-limit 256
</Location>
DavLockDB run/locks
<Location /put/>
  Dav On
</Location>
Listen 127.0.0.1:${plain}
${tls
  .map(
    ({ way, port, protocol, asksClient }) => `
Listen 127.0.0.1:${port}
<VirtualHost 127.0.0.1:${port}>
  SSLEngine on
  SSLProtocol -all +${protocol}
  SSLCertificateFile ${way}.pem
  SSLCertificateKeyFile ${way}.key
  ${asksClient ? 'SSLCACertificateFile root.pem\n  SSLVerifyClient require' : ''}
</VirtualHost>`,
  )
  .join('')}
`;
}
