import { HttpClient, provideHttpClient, withFetch } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { inject } from 'vitest';

describe('A test of Angular in Chromium', () => {
  test('asks a server by HttpClient', async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(withFetch())] });
    const http = TestBed.inject(HttpClient);
    expect(await firstValueFrom(http.get(inject('origin') + '/', { responseType: 'text' }))).toBe('hello');
    expect(navigator.userAgent).toContain('Chrome');
  });
});
