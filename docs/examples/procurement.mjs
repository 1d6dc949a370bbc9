// May this supplier take part? `node procurement.mjs USCC NAME DAY-OF-BID`
import { ANSWER, run } from "./creditgraph-client.mjs";

const [uscc, name, day] = process.argv.slice(2);
const query = `query ($uscc: String!, $name: String!, $day: Date!) {
  procurementCheck(supplier: {uscc: $uscc}, expectedName: $name, asOf: $day) { ${ANSWER} }
}`;
await run(query, { uscc, name, day }, "procurementCheck");
