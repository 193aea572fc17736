// Compiles the unit tests (Node 20 reads no TypeScript) and runs them.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const built = ".unit/tests";

function run(...command) {
  const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(".unit", { recursive: true, force: true });
run("node_modules/typescript/bin/tsc", "-p", "tsconfig.unit.json");
run("--test", ...readdirSync(built).filter((name) => name.endsWith(".test.js")).map((name) => join(built, name)));
