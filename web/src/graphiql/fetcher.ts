import type { Fetcher } from '@graphiql/toolkit';

import { callApi, type GraphQLRequest } from '../api';

const NO_KEY = {
  errors: [{ message: 'Enter an API key above first. 请先在上方输入 API 密钥。' }],
};

/**
 * How GraphiQL asks the server with one key. Without a key nothing is sent: every request would be refused.
 * A new key needs a new fetcher, which makes GraphiQL read the schema again.
 */
export function makeFetcher(apiKey: string, onStatus: (status: number) => void): Fetcher {
  return async (request, options) => {
    if (apiKey === '') return NO_KEY;
    return callApi(request as GraphQLRequest, { apiKey, headers: options?.headers, onStatus }) as ReturnType<Fetcher>;
  };
}
