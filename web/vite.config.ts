import { defineConfig } from "vite";

// The bundle may run under `script-src 'self'; style-src 'self'`: nothing is inlined, and every
// file but index.html lies below /assets/ with its content's hash in its name.
export default defineConfig({
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
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
