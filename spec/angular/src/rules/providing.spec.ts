import { HttpBackend, HttpClient, provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import {
  createEnvironmentInjector,
  EnvironmentInjector,
  InjectionToken,
  runInInjectionContext,
  inject as injected,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  injectPipeline,
  injectQHttp,
  injectQHttpPool,
  provideQHttp,
  QHttpBackend,
  withoutHttpClient,
  withPipelines,
  withPool,
} from 'rx-qhttp/angular';
import { QHttp, toText } from 'rx-qhttp/browser';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { application, followed, origin } from './going-through.ts';

describe('provideQHttp', () => {
  test('lets HttpClient go through its pool', async () => {
    const { client, pool } = application();
    const origins = new Set<string>();
    pool.signals$.subscribe((signal) => origins.add(signal.origin));

    expect(await firstValueFrom(client.get(`${origin}/hello`, { responseType: 'text' }))).toBe('hello');
    expect([...origins]).toEqual([origin]);
  });

  test('is found behind no provideHttpClient() as well, as Angular provides HttpClient by itself', async () => {
    TestBed.configureTestingModule({ providers: [provideQHttp()] });
    expect(TestBed.inject(HttpBackend)).toBeInstanceOf(QHttpBackend);
  });

  test('says what to do when another backend is provided behind it', () => {
    TestBed.configureTestingModule({ providers: [provideQHttp(), provideHttpClient()] });
    expect(() => TestBed.inject(HttpClient)).toThrow('put provideQHttp() behind provideHttpClient()');
  });

  test('leaves the backend of tests alone, which stands behind it', () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideQHttp(), provideHttpClientTesting()] });
    const texts: string[] = [];
    TestBed.inject(HttpClient)
      .get('/text', { responseType: 'text' })
      .subscribe((text) => texts.push(text));
    TestBed.inject(HttpTestingController).expectOne('/text').flush('of the test');
    expect(texts).toEqual(['of the test']);
  });

  test('leaves HttpClient as it is withoutHttpClient(), and has its pool all the same', async () => {
    const { pool } = application(withoutHttpClient());
    expect(TestBed.inject(HttpBackend)).not.toBeInstanceOf(QHttpBackend);
    expect(await lastValueFrom(pool.get$(`${origin}/hello`).pipe(toText()))).toBe('hello');
  });

  test('makes its pool by a function that may inject', async () => {
    const LIMIT = new InjectionToken<number>('limit', { factory: () => 3 });
    const { client } = application(withPool(() => ({ limits: { bodyBytes: injected(LIMIT) } })));
    await expect(firstValueFrom(client.get(`${origin}/hello`, { responseType: 'text' }))).rejects.toMatchObject({
      error: { message: expect.stringContaining('3 bytes') as string },
    });
  });

  test('refuses a feature that is given twice', () => {
    expect(() => provideQHttp(withPool({}), withoutHttpClient(), withPool({}))).toThrow('withPool() twice');
  });

  test('gives an environment a pool of its own, which ends with it', async () => {
    const { pool: outer } = application();
    const route = createEnvironmentInjector([provideHttpClient(), provideQHttp()], TestBed.inject(EnvironmentInjector));
    const pool = runInInjectionContext(route, injectQHttpPool);
    expect(pool).not.toBe(outer);

    const signals = lastValueFrom(pool.signals$.pipe(toArray()));
    route.destroy();
    expect(await signals).toEqual([]);
    await expect(lastValueFrom(pool.get$(`${origin}/hello`))).rejects.toThrow('This QHttpPool has been destroyed');
    expect(await lastValueFrom(outer.get$(`${origin}/hello`).pipe(toText()))).toBe('hello');
  });

  test('cancels what is on its way when its environment ends, and completes it as Angular does', async () => {
    application();
    const route = createEnvironmentInjector([provideHttpClient(), provideQHttp()], TestBed.inject(EnvironmentInjector));
    const { key, begun, gone } = followed();
    const events = lastValueFrom(route.get(HttpClient).get(`${origin}/silent?key=${key}`).pipe(toArray()));
    await begun();
    route.destroy();
    expect(await events).toEqual([]);
    expect(await gone()).toBe('gone');
  });
});

describe('injectQHttp', () => {
  test('makes a QHttp that is destroyed with its injector', async () => {
    const child = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const { hostname, port } = new URL(origin);
    const http = runInInjectionContext(child, () => injectQHttp(hostname, Number(port)));
    expect(http).toBeInstanceOf(QHttp);
    expect(await lastValueFrom(http.get$('/hello').pipe(toText()))).toBe('hello');

    child.destroy();
    expect(() => http.get('/hello')).toThrow('This QHttp has been destroyed');
  });

  test('makes a new one each time', () => {
    TestBed.runInInjectionContext(() => expect(injectQHttp()).not.toBe(injectQHttp()));
  });
});

describe('what is injected', () => {
  test.each([
    ['injectQHttp', injectQHttp],
    ['injectQHttpPool', injectQHttpPool],
    ['injectPipeline', () => injectPipeline('a')],
  ])('%s() says by itself where it can be called', (name, inject) => {
    expect(() => inject()).toThrow(`NG0203: ${name}() can only be used within an injection context`);
  });

  test('is missed with a word of what to do', () => {
    const asked: (() => unknown)[] = [injectQHttpPool, () => injectPipeline('a')];
    for (const ask of asked) {
      expect(() => TestBed.runInInjectionContext(ask)).toThrow(
        'add provideQHttp() to the providers of the application',
      );
    }
  });

  test('is one pipeline for all who ask for its name', () => {
    application();
    const ask = (name: string) => TestBed.runInInjectionContext(() => injectPipeline(name));
    expect(ask('a')).toBe(ask('a'));
    expect(ask('a')).not.toBe(ask('b'));
  });

  test('is an error where pipelines are declared and this one is not', () => {
    application(withPipelines({ printer: {}, log: {} }));
    const ask = (name: string) => TestBed.runInInjectionContext(() => injectPipeline(name));
    expect(ask('log')).toBeInstanceOf(QHttp);
    expect(() => ask('pinter')).toThrow('There is no pipeline "pinter": withPipelines() has declared "printer", "log"');
    expect(() => ask('constructor')).toThrow('There is no pipeline "constructor"');
  });
});
