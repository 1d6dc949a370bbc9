import { describe, expect, it } from 'vitest';

import { callApi, type CallOptions, type GraphQLAnswer } from './api';

const REQUEST = { query: 'query A { __typename }', operationName: 'A', variables: { day: null } };

interface Call {
  url: string;
  init: RequestInit;
  answer: GraphQLAnswer;
  statuses: number[];
}

async function call(respond: () => Response, options: Partial<CallOptions> = {}): Promise<Call> {
  let sent: { url: string; init: RequestInit } | undefined;
  const statuses: number[] = [];
  const answer = await callApi(REQUEST, {
    apiKey: 'secret',
    onStatus: (status) => statuses.push(status),
    fetch: async (url, init) => {
      sent = { url: String(url), init: init ?? {} };
      return respond();
    },
    ...options,
  });
  if (sent === undefined) throw new Error('nothing was sent');
  return { ...sent, answer, statuses };
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

describe('callApi', () => {
  it('posts the operation to the endpoint of the same origin with the key', async () => {
    const { url, init, answer, statuses } = await call(() => json({ data: { a: 1 } }));
    const headers = new Headers(init.headers);
    expect(url).toBe('/graphql');
    expect(init.method).toBe('POST');
    expect(init.credentials).toBe('omit');
    expect(headers.get('authorization')).toBe('Bearer secret');
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('accept')).toBe('application/graphql-response+json, application/json;q=0.9');
    expect(JSON.parse(String(init.body))).toEqual(REQUEST);
    expect(answer).toEqual({ data: { a: 1 } });
    expect(statuses).toEqual([200]);
  });

  it('sends no Authorization without a key', async () => {
    const { init } = await call(() => json({ data: {} }), { apiKey: '' });
    expect(new Headers(init.headers).has('authorization')).toBe(false);
  });

  it("lets the caller's headers replace its own", async () => {
    const { init } = await call(() => json({ data: {} }), { headers: { authorization: 'Bearer other', 'x-a': 'b' } });
    const headers = new Headers(init.headers);
    expect(headers.get('authorization')).toBe('Bearer other');
    expect(headers.get('x-a')).toBe('b');
  });

  it('gives the errors of a refused request as they came', async () => {
    const body = { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };
    const { answer, statuses } = await call(() => json(body, 401));
    expect(answer).toEqual(body);
    expect(statuses).toEqual([401]);
  });

  it.each([
    ['a page', new Response('<html>', { status: 502, statusText: 'Bad Gateway' })],
    ['JSON of another shape', new Response('[1]', { status: 502, statusText: 'Bad Gateway' })],
  ])('says so when the answer is %s', async (_, response) => {
    const { answer } = await call(() => response);
    expect(answer).toEqual({ errors: [{ message: 'The server answered 502 Bad Gateway, which is not a GraphQL response.' }] });
  });

  it('says so when the server cannot be reached', async () => {
    const { answer, statuses } = await call(() => {
      throw new TypeError('Failed to fetch');
    });
    expect(answer.errors?.[0]?.message).toBe(
      'The server cannot be reached. 无法连接服务器。 (TypeError: Failed to fetch)',
    );
    expect(statuses).toEqual([0]);
  });
});
