import { X509Certificate } from 'node:crypto';
import { rootCertificate, selfSigned, signed } from '../support/certificates/certificates.js';
import type { Certificate } from '../support/certificates/certificate.js';
import { PageServer } from './support/page-server.js';
import { runCli, type CliRun } from './support/run-cli.js';
import { SecureServer } from './support/secure-server.js';
import { TemporaryFolder } from './support/temporary-folder.js';

/** What is shown of a certificate. */
function shownOf({ cert }: Certificate, ...problems: string[]): string[] {
  const { subject, issuer, subjectAltName, validFrom, validTo, fingerprint256 } = new X509Certificate(cert);
  return [
    'https://server cannot be trusted by its certificate:',
    `  issued to    ${subject}`,
    `  valid for    ${subjectAltName ?? ''}`,
    `  issued by    ${issuer}`,
    `  valid from   ${validFrom}`,
    `  valid until  ${validTo}`,
    `  SHA-256      ${fingerprint256}`,
    ...problems.map((problem, index) => `  ${index === 0 ? 'problem' : '       '}      ${problem}`),
  ];
}

const unknownIssuer = 'the certificate of the issuer is missing, so that nothing can be verified';
const otherName = 'the certificate is not for 127.0.0.1, but for DNS:other.example';
const question = 'Go on all the same? [y/N] ';

describe('a certificate that is not trusted', () => {
  let server: SecureServer;
  let folder: TemporaryFolder;
  beforeEach(() => (folder = new TemporaryFolder()));
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  const run = (argv: string[], typed?: string[]): Promise<CliRun> =>
    runCli(argv, { cwd: folder.path, names: { server }, ...(typed && { typed }) });

  it('is shown with all that is wrong with it, and refused where nobody can be asked', async () => {
    server = await SecureServer.start(signed.otherHost);

    expect(await run(['-q', server.url('/a'), server.url('/b')])).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        ...shownOf(signed.otherHost, unknownIssuer, otherName),
        '  It was refused, as there is no terminal to ask: --cacert FILE trusts its issuer, --insecure anything at all.',
        `https://server/a: The TLS connection to server failed: ${unknownIssuer}; ${otherName}`,
        'https://server/b: dropped, never sent',
        '',
      ].join('\n'),
    });
    expect(server.log).toEqual([]);
  });

  it('is refused once for all URLs', async () => {
    server = await SecureServer.start(selfSigned);
    const run2 = await run(['-q', '-k', server.url('/a'), server.url('/b')]);

    expect(run2.stderr.match(/SHA-256/g)).toHaveLength(1);
    expect(run2.stderr.match(/failed/g)).toHaveLength(2);
  });

  it('is asked about at a terminal, once for all URLs, and accepted', async () => {
    server = await SecureServer.start(selfSigned);

    expect(await run(['-q', server.url('/a'), server.url('/b')], ['y\r'])).toEqual({
      code: 0,
      stdout: '',
      stderr: [...shownOf(selfSigned, 'the certificate is self-signed'), `${question}y`, ''].join('\n'),
    });
    expect(server.log).toEqual(['GET /a', 'GET /b']);
    expect(folder.files()).toEqual({ a: 'hello\n', b: 'hello\n' });
  });

  it.each(['\r', 'n\r', 'yo\r', '\x04'])('is refused at a terminal by %j', async (typed) => {
    server = await SecureServer.start(signed.expired);
    const { code, stderr } = await run(['-q', '-k', server.url('/a'), server.url('/b')], [typed]);

    expect([code, server.log]).toEqual([2, []]);
    const reasons = ['a certificate has expired', 'the issuer of the certificate is not known'];
    expect(stderr).toContain([...shownOf(signed.expired, ...reasons), question].join('\n'));
    expect(stderr.match(/Go on/g)).toHaveLength(1);
  });

  it('is nothing to be asked about any more after Ctrl-C', async () => {
    server = await SecureServer.start(selfSigned);
    const { code, stderr } = await run(['-q', server.url('/a'), server.url('/b')], ['\x03']);

    expect([code, server.log]).toEqual([130, []]);
    expect(stderr.split('\n').slice(-4)).toEqual([
      question,
      'https://server/a: interrupted',
      'https://server/b: dropped, never sent',
      '',
    ]);
  });

  it('does not matter with --insecure, which says so once', async () => {
    server = await SecureServer.start(signed.otherHost);

    expect(await run(['--insecure', server.url('/a'), server.url('/b')])).toEqual({
      code: 0,
      stdout: '',
      stderr: [
        'warning: --insecure: whoever answers is believed, whatever their certificate says',
        'https://server/a -> a: 6 B in 0 ms',
        'https://server/b -> b: 6 B in 0 ms',
        '2 of 2 done: 12 B in 0 ms',
        '',
      ].join('\n'),
    });
  });

  it('is trusted where --cacert has its root', async () => {
    server = await SecureServer.start(signed.localhost);
    folder.write('roots.pem', `# another one, and the one of the tests\n${selfSigned.cert}${rootCertificate}`);

    expect(await run(['-q', '--cacert', 'roots.pem', server.url('/a')])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('is not trusted where --cacert has another root', async () => {
    server = await SecureServer.start(signed.localhost);
    folder.write('roots.pem', selfSigned.cert);

    expect(await run(['-q', '--cacert', 'roots.pem', server.url('/a')])).toMatchObject({ code: 2 });
    expect(server.log).toEqual([]);
  });

  it.each([
    ['missing.pem', 'cannot read FOLDER/missing.pem: ENOENT'],
    ['empty.pem', 'there is no certificate in FOLDER/empty.pem (PEM)'],
    ['key.pem', 'there is no certificate in FOLDER/key.pem (PEM)'],
    ['broken.pem', 'cannot read FOLDER/broken.pem: error:'],
  ])('is no reason to take %s for roots', async (file, message) => {
    server = await SecureServer.start(signed.localhost);
    folder.write('empty.pem', '');
    folder.write('key.pem', signed.localhost.key);
    folder.write('broken.pem', `${rootCertificate}${selfSigned.cert.replace(/\n...../, '\nAAAAA')}`);
    const { code, stderr } = await run(['--cacert', file, server.url('/a')]);

    expect([code, stderr]).toEqual([1, expect.stringContaining(`qhttp: --cacert: ${message}`)]);
  });

  it('is shown with where it came from when a redirect has led there', async () => {
    server = await SecureServer.start(selfSigned);
    const first = await PageServer.start({
      '/a': (_request, response) => response.writeHead(302, { Location: server.url('/b') }).end(),
    });
    try {
      const { code, stderr } = await run(['-q', '-L', first.url('/a')], ['y\r']);

      expect([code, stderr.split('\n')[0]]).toEqual([0, 'https://server cannot be trusted by its certificate:']);
      expect(server.log).toEqual(['GET /b']);
    } finally {
      await first.stop();
    }
  });
});
