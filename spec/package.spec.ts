import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const project = resolve(__dirname, '..');

/** Files of the package that a program opens which imports all of it; each costs Node about half a millisecond. */
const mostFiles = 7;

describe('The package as it is built', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-built-'));
    copyFileSync(join(project, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction');
    buildPackage();
  }, 30_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function buildPackage(): void {
    execFileSync(process.execPath, [join(project, 'scripts/build.mjs'), join(folder, 'dist')]);
  }

  /** What a program prints that imports the package by its name. */
  function run(program: string, type = 'module'): readonly unknown[] {
    const args = [`--input-type=${type}`, '-e', program];
    return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })) as readonly unknown[];
  }

  /** A program as a bundler makes it for its users, and the files of the package that went into it. */
  async function bundled(contents: string, options?: BuildOptions): Promise<{ text: string; files: string[] }> {
    const { outputFiles, metafile } = await build({
      stdin: { contents, resolveDir: folder },
      absWorkingDir: folder,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      external: ['rxjs', 'undici', 'cli-progress'],
      ...options,
      metafile: true,
      write: false,
    });
    const files = Object.keys(metafile.inputs).filter((file) => file.startsWith('dist/'));
    return { text: outputFiles.map((file) => file.text).join(''), files };
  }

  test('has one class for each name, whichever entry and whichever side of #transport it comes from', () => {
    const program = `
      import { QHttp } from 'rx-qhttp';
      import { marbleDispatcher } from 'rx-qhttp/testing';
      import { forkJoin, map, take } from 'rxjs';
      import { TestScheduler } from 'rxjs/testing';

      const errorsOf = (http) => {
        http.get('/');
        return http.done$.pipe(map(() => http.errorString()));
      };
      const scheduler = new TestScheduler(() => {});
      const ofTesting = new QHttp('host', { scheduler, dispatcher: marbleDispatcher(scheduler, {}) });
      const ofTransport = new QHttp('host');
      ofTransport.setSocket((options, callback) => callback(null, null));
      forkJoin([ofTesting, ofTransport].map((http) => errorsOf(http).pipe(take(1)))).subscribe((texts) => {
        console.log(JSON.stringify(texts));
      });
      scheduler.flush();`;

    // A failure of a class that is not the one of the entry would be told as that of a connection to the host.
    expect(run(program)).toEqual([
      'No marbles for GET /: the routes are none',
      'The connector gave neither a socket nor an error',
    ]);
  });

  test('is the same for require() as for import', () => {
    const program = `
      const { HttpHeader, QHttpError } = require('rx-qhttp');
      import('rx-qhttp').then((entry) =>
        console.log(JSON.stringify([entry.HttpHeader === HttpHeader, entry.QHttpError === QHttpError])));`;

    expect(run(program, 'commonjs')).toEqual([true, true]);
  });

  test('shows its classes by the names that they are exported by', () => {
    const program = `
      import * as entry from 'rx-qhttp';
      const isClass = (value) => /^class /.test(String(value));
      console.log(JSON.stringify(Object.entries(entry).filter(([name, value]) => isClass(value) && value.name !== name)));`;

    expect(run(program)).toEqual([]);
  });

  test('is opened in a few files', async () => {
    const { files } = await bundled(`export * from 'rx-qhttp'; export * from 'rx-qhttp/testing';`);
    expect(files.length).toBeGreaterThan(2);
    expect(files.length).toBeLessThanOrEqual(mostFiles);
  });

  test('leaves it to the program where it runs which side of #transport it gets', async () => {
    const program = `export { QHttp } from 'rx-qhttp';`;
    const onNode = await bundled(program);
    const inBrowser: BuildOptions = { platform: 'browser', external: ['rxjs', 'undici', 'node:*'] };
    const elsewhere = await bundled(program, inBrowser);

    // Tests of pages, which some tools run with the conditions of both.
    const inTests = await bundled(program, { ...inBrowser, conditions: ['node'] });

    const results = [onNode, elsewhere, inTests];
    expect(results.map(({ text }) => text.includes('from"undici"'))).toEqual([true, false, false]);
  });

  test('asks by fetch in a program that a bundler has made for a browser', async () => {
    const program = `
      import { QHttp } from 'rx-qhttp/browser';
      globalThis.fetch = async (url) => new Response(url);
      const http = new QHttp('host', 8080);
      http.done$.subscribe(() => console.log(JSON.stringify([new TextDecoder().decode(http.readAll())])));
      http.get('/path');`;
    const { text } = await bundled(program, { platform: 'browser', external: ['undici', 'node:*'] });

    expect(run(text)).toEqual(['http://host:8080/path']);
  });

  test('leaves out of a program what it does not use', async () => {
    const all = await bundled(`export * from 'rx-qhttp';`);
    const header = await bundled(`export { HttpHeader } from 'rx-qhttp';`);
    const pipeline = await bundled(`export { QHttp } from 'rx-qhttp';`);
    const ofPool = 'idleMs must be a number';
    const ofOperators = 'is not JSON';

    expect(header.text.length).toBeLessThan(all.text.length / 10);
    expect([ofPool, ofOperators].filter((text) => !all.text.includes(text))).toEqual([]);
    expect([ofPool, ofOperators].filter((text) => pipeline.text.includes(text))).toEqual([]);
  });

  test('keeps of an older build the declarations alone', () => {
    mkdirSync(join(folder, 'dist/queue'), { recursive: true });
    for (const file of ['queue/old.js', 'queue/old.d.ts']) writeFileSync(join(folder, 'dist', file), 'export {};');
    buildPackage();

    const left = ['queue/old.js', 'queue/old.d.ts', 'index.js', 'cli/qhttp.js'];
    expect(left.filter((file) => existsSync(join(folder, 'dist', file)))).toEqual(left.slice(1));
  });
});
