/** an answer that is not a completion: status and body as openai's clients know them */
export class RequestError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
    this.code = code;
  }
}

export interface ErrorBody {
  readonly error: { readonly message: string; readonly type: string; readonly code: string };
}

export function errorBody({ status, code, message }: RequestError): ErrorBody {
  const type = status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : 'server_error';
  return { error: { message, type, code } };
}
