// Asks creditgraph one check over HTTP. Node.js 20 or later, no packages; copy it into your system.

const ADDRESS = process.env.CREDITGRAPH_URL ?? "http://127.0.0.1:8000";
const KEY = process.env.CREDITGRAPH_KEY ?? "";
const PAUSES = [500, 1000, 2000]; // milliseconds before each new try of what may succeed a moment later

export const ANSWER = `
  outcome clearFrom summary asOf receipt { sha256 knownAt }
  grounds { effect discretionary clause { id } policy { documentNumber } finding { number } lastDay }
  reviews { code message }
`;

/** There is no decision: never treat it as clear. */
export class NoAnswer extends Error {}

/** `data` of the answer. Throws NoAnswer. */
export async function ask(query, variables) {
  for (const pause of [...PAUSES, null]) {
    const { data, error, retry } = await once(query, variables);
    if (!error) return data;
    if (!retry || pause === null) throw new NoAnswer(error);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function once(query, variables) {
  let body;
  try {
    const response = await fetch(`${ADDRESS}/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    body = await response.json(); // of 401, 413 and 503 too: it says what is wrong
  } catch (error) {
    return { error: String(error.cause ?? error), retry: true };
  }
  if (!body.errors) return { data: body.data };
  const [{ message, extensions = {} }] = body.errors;
  return { error: `${extensions.code}: ${message}`, retry: extensions.retryable === true };
}

/** What your procedure does: `refuse`, `person` (someone must look) or `go on`. Anything new is for a person. */
export function action(decision) {
  return { VETOED: "refuse", RESTRICTED: "refuse", CLEAR: "go on" }[decision.outcome] ?? "person";
}

/** What you keep: with `asOf` and `knownAt` the same decision can be asked again for ever, and has the same hash. */
export function forTheFile(decision) {
  return {
    action: action(decision),
    outcome: decision.outcome,
    asOf: decision.asOf,
    knownAt: decision.receipt.knownAt,
    sha256: decision.receipt.sha256,
    summary: decision.summary,
    clearFrom: decision.clearFrom,
    reviews: decision.reviews.map((review) => review.code),
  };
}

/** Asks, prints what to file, and ends with 0: go on; 2: refuse; 3: a person must look; 1: no answer. */
export async function run(query, variables, field) {
  try {
    const filed = forTheFile((await ask(query, variables))[field]);
    console.log(JSON.stringify(filed));
    process.exitCode = { "go on": 0, refuse: 2, person: 3 }[filed.action];
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    console.error(`no answer: ${error.message}`);
    process.exitCode = 1;
  }
}
