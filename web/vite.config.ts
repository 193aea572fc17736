import { defineConfig } from "vite";

// The bundle may run under `script-src 'self'; style-src 'self'`: nothing is inlined, and every
// file but index.html lies below /assets/ with its content's hash in its name.
export default defineConfig({
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // One file to start with, and one with what many pages share: thirty of some hundred
          // bytes each would cost a slow line more than the few kilobytes a page does not need.
          groups: [
            { name: "start", tags: ["$initial"], priority: 1 },
            { name: "shared", test: /\/src\/(api|components|format|i18n|router)\//, minShareCount: 3 },
          ],
        },
      },
    },
  },
  css: {
    preprocessorOptions: {
      scss: {
        loadPaths: ["node_modules/@uswds/uswds/packages"],
        quietDeps: true,
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": "http://127.0.0.1:8080",
      "/settings.json": "http://127.0.0.1:8080",
    },
  },
});
