/** The one place that talks to the server: GraphQL over HTTP, same origin, with the key that the user entered. */

export const ENDPOINT = '/graphql';

export interface GraphQLRequest {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export interface GraphQLAnswerError {
  message: string;
  path?: (string | number)[];
  locations?: { line: number; column: number }[];
  extensions?: Record<string, unknown>;
}

export interface GraphQLAnswer {
  data?: Record<string, unknown> | null;
  errors?: GraphQLAnswerError[];
  extensions?: Record<string, unknown>;
}

export interface CallOptions {
  apiKey: string;
  /** Further headers; one of the same name replaces ours. */
  headers?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
  /** Told the HTTP status of the answer, or 0 when there was none. */
  onStatus?: ((status: number) => void) | undefined;
  fetch?: typeof fetch;
}

/**
 * Send one operation and give the answer as a GraphQL response, whatever happened: an answer that is not one (a proxy's
 * error page) and a server that cannot be reached become an `errors` entry that says so, so that callers have one case.
 */
export async function callApi(request: GraphQLRequest, options: CallOptions): Promise<GraphQLAnswer> {
  const headers = new Headers({
    'Content-Type': 'application/json',
    Accept: 'application/graphql-response+json, application/json;q=0.9',
  });
  if (options.apiKey !== '') headers.set('Authorization', `Bearer ${options.apiKey}`);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);

  let response: Response;
  try {
    response = await (options.fetch ?? fetch)(ENDPOINT, {
      method: 'POST',
      headers,
      body: JSON.stringify(request),
      credentials: 'omit',
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    options.onStatus?.(0);
    return failure(`The server cannot be reached. 无法连接服务器。 (${String(error)})`);
  }
  options.onStatus?.(response.status);
  return readAnswer(response);
}

async function readAnswer(response: Response): Promise<GraphQLAnswer> {
  const text = await response.text();
  try {
    const answer: unknown = JSON.parse(text);
    if (isAnswer(answer)) return answer;
  } catch {
    // not JSON: said below, with the status
  }
  return failure(`The server answered ${response.status} ${response.statusText}, which is not a GraphQL response.`);
}

function isAnswer(value: unknown): value is GraphQLAnswer {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}

function failure(message: string): GraphQLAnswer {
  return { errors: [{ message }] };
}
