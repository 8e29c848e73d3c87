import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['support/server.ts'],
    // Of one site with the server of the specs, so that cookies may go along.
    api: { host: '127.0.0.1' },
    // XMLHttpRequest has none of the options that some facts are about, as Angular tells each time.
    onConsoleLog: (text) => !/^NG028(1[3-9]|2[03]):/.test(text),
    browser: { screenshotFailures: false },
  },
});
