import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Gateway } from '../../../docs/examples/download-manager/gateway/gateway.ts';
import { ask } from './support/ask.ts';
import { openGateway, temporaryFolder } from './support/gateway-stage.ts';

/** A built page, beside something that is nobody's business. */
async function openPage(): Promise<Gateway> {
  const folder = await temporaryFolder();
  const page = join(folder, 'browser');
  await mkdir(join(page, 'media'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(page, 'index.html'), '<!doctype html>');
  await writeFile(join(page, 'main-ABCD2345.js'), 'run()');
  await writeFile(join(page, 'media', 'bar 1.svg'), '<svg/>');
  await symlink(join(folder, 'secret.txt'), join(page, 'link.txt'));
  await symlink(folder, join(page, 'up'));
  return openGateway({ page });
}

describe('The page of the gateway', () => {
  it.each([
    ['/', '<!doctype html>', 'text/html; charset=utf-8', 'no-store'],
    ['/index.html?x=1', '<!doctype html>', 'text/html; charset=utf-8', 'no-store'],
    ['/main-ABCD2345.js', 'run()', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/media/bar%201.svg', '<svg/>', 'image/svg+xml', 'no-store'],
  ])('is served at %s, without a token', async (path, text, type, caching) => {
    const gateway = await openPage();
    const answered = await ask(gateway, { path, headers: { Authorization: undefined, 'Sec-Fetch-Site': 'none' } });
    expect(answered).toMatchObject({ status: 200, text });
    expect([answered.headers['content-type'], answered.headers['cache-control']]).toEqual([type, caching]);
    expect(await ask(gateway, { method: 'HEAD', path })).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    '/secret.txt',
    '/../secret.txt',
    '/media/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/media/..%2f..%2fsecret.txt',
    '//secret.txt',
    '/link.txt',
    '/up/secret.txt',
    '/index.html%00.txt',
    '/media',
    '/media/',
    '/constructor',
    '/__proto__',
    'http://127.0.0.1/secret.txt',
    '*',
  ])('is all that is served: not %s', async (path) => {
    const answered = await ask(await openPage(), { path });
    expect(answered.status).toBe(404);
    expect(answered.text).not.toContain('secret');
  });

  it('is not served by a path that is no text', async () => {
    expect((await ask(await openPage(), { path: '/%ff' })).status).toBe(400);
  });

  it.each([
    [421, { Host: 'evil.example' }],
    [403, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' }],
    [403, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' }],
    [200, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }],
    [200, { 'Sec-Fetch-Site': undefined }],
  ])('answers with %d who asks with %j', async (status, headers) => {
    expect((await ask(await openPage(), { path: '/main-ABCD2345.js', headers })).status).toBe(status);
  });

  it('does not have to be there', async () => {
    const gateway = await openGateway();
    expect((await ask(gateway, { path: '/' })).status).toBe(404);
  });

  it('has to be there when it is named', async () => {
    const folder = await temporaryFolder();
    await expect(Gateway.open({ folder, page: join(folder, 'none') })).rejects.toThrow('ENOENT');
  });
});
