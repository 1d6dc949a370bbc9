// May this candidate be hired? `node hr.mjs NAME DAY`, with the citizen number on standard input: never as an argument, which
// other users of the machine could read.
import { createInterface } from "node:readline/promises";
import { ANSWER, run } from "./creditgraph-client.mjs";

const [name, day] = process.argv.slice(2);
const number = (await createInterface({ input: process.stdin }).question("")).trim();
const query = `query ($number: String!, $name: String!, $day: Date!) {
  hiringCheck(candidate: {citizenId: $number}, expectedName: $name, asOf: $day) { ${ANSWER} }
}`;
await run(query, { number, name, day }, "hiringCheck");
process.stdin.destroy();
