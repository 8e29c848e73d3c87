import { bundleForBrowser } from './support/bundle.js';

describe('The entry for browsers', () => {
  test('brings along nothing but itself, and asks for rxjs alone', async () => {
    const { metafile, outputFiles } = await bundleForBrowser('src/browser/index.ts', ['rxjs', 'undici', 'node:*']);
    const [output] = Object.values(metafile.outputs);

    expect([...new Set(output?.imports.map(({ path }) => path))]).toEqual(['rxjs']);
    expect(Object.keys(metafile.inputs).filter((file) => !file.startsWith('src/'))).toEqual([]);
    expect(Object.keys(metafile.inputs).filter((file) => file.includes('/node/'))).toEqual([]);
    expect(outputFiles[0]?.text).not.toMatch(/\b(?:process|Buffer|require)\b *[.(]/);
  });
});
