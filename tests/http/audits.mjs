/**
 * The GraphQL-over-HTTP audits of the npm package graphql-http against a running server.
 *
 *     CREDITGRAPH_URL=http://127.0.0.1:8000 CREDITGRAPH_API_KEY=… node tests/http/audits.mjs
 *
 * Prints one line per audit (ok or FAIL, id, what it asks, what came instead) and the count. Exit code 1 if any fails,
 * whether it says MUST, SHOULD or MAY; 2 if they could not be run. The package is a development dependency of web/.
 */
import { createRequire } from 'node:module';

const address = process.env.CREDITGRAPH_URL;
const key = process.env.CREDITGRAPH_API_KEY;

function giveUp(reason) {
  console.error(`audits: ${reason}`);
  process.exit(2);
}

function loadAudits() {
  const requireFromWeb = createRequire(new URL('../../web/package.json', import.meta.url));
  try {
    return requireFromWeb('graphql-http').serverAudits;
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return giveUp('the package graphql-http is not installed; run scripts/web check');
  }
}

/** The audits' requests as they are, with the key added. */
function fetchWithKey(url, init = {}) {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${key}`);
  return fetch(url, { ...init, headers });
}

async function describe(response) {
  const body = await response.text().catch(() => '(body already read)');
  return `${response.status} ${response.headers.get('content-type')} ${body.slice(0, 200)}`;
}

if (!address || !key) giveUp('set CREDITGRAPH_URL and CREDITGRAPH_API_KEY');

const audits = loadAudits()({ url: new URL('/graphql', address).href, fetchFn: fetchWithKey });
let failed = 0;
for (const audit of audits) {
  const result = await audit.fn().catch((error) => giveUp(`${audit.id} cannot be run: ${error.cause ?? error}`));
  if (result.status === 'ok') {
    console.log(`ok   ${result.id} ${result.name}`);
  } else {
    failed += 1;
    console.log(`FAIL ${result.id} ${result.name}: ${result.reason}; came: ${await describe(result.response)}`);
  }
}
console.log(`${audits.length} audits, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
