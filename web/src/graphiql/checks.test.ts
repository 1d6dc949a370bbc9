import { readFileSync } from 'node:fs';

import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

import { CHECKS } from './checks';

const SDL = readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf-8');
const schema = buildSchema(SDL);

describe('the tabs that GraphiQL opens with', () => {
  it('ask the four checks', () => {
    const names = CHECKS.map(({ query }) => /query (\w+)/.exec(query)?.[1]);
    expect(names).toEqual(['Procurement', 'Bidding', 'Hiring', 'Honours']);
  });

  it.each(CHECKS)('are valid against the committed schema (%#)', ({ query }) => {
    expect(validate(schema, parse(query)).map((error) => error.message)).toEqual([]);
  });

  it.each(CHECKS)('come with a value for every variable (%#)', ({ query, variables }) => {
    const declared = [...query.matchAll(/\$(\w+):/g)].map(([, name]) => name);
    expect(Object.keys(JSON.parse(variables))).toEqual(declared);
  });
});
