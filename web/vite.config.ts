import { defineConfig } from "vite";

// What reports are made of, in one file: as a file each they would be thirty requests for a page.
const REPORT_PARTS =
  /\/src\/(csv|format\/(levels|sort)|components\/(filters|Chip|DataTable|DivergingBar|LevelLabel|LevelTable|Links|Pager|Reading|ReportTable|ScoreScale|ScoreStrip|ShowToggle|StackedBar|Tabs|Tags|useSelection)\b)/;

// The bundle may run under `script-src 'self'; style-src 'self'`: nothing is inlined, and every
// file but index.html lies below /assets/ with its content's hash in its name.
export default defineConfig({
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: "report", test: REPORT_PARTS }] } },
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
