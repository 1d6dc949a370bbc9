import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the API; the built page always asks the origin that it came from. */
const api = process.env['CREDITGRAPH_URL'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
  base: '/',
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2022',
    // Files, never data: addresses or inline scripts, so that the server's Content-Security-Policy stays strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The editor of GraphiQL (monaco) is one chunk of about 3 MB, loaded after the page has appeared.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      // "use client" in React libraries means nothing to a page that is rendered in the browser only.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  worker: { format: 'es' },
  // The development server bundles what it finds in the page's imports, not in a worker's: these are CommonJS.
  optimizeDeps: { include: ['monaco-graphql > graphql-language-service', 'monaco-graphql > picomatch-browser'] },
  server: { proxy: { '/graphql': api } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
