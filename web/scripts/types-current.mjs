// Fails when src/api/schema.d.ts is not what the API's contract generates.
import { readFile } from "node:fs/promises";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const contract = new URL("../../docs/api/openapi.yaml", import.meta.url);
const committed = new URL("../src/api/schema.d.ts", import.meta.url);

const expected = COMMENT_HEADER + astToString(await openapiTS(contract));
if ((await readFile(committed, "utf8")) !== expected) {
  console.error("src/api/schema.d.ts does not match docs/api/openapi.yaml: run `npm run types`");
  process.exit(1);
}
