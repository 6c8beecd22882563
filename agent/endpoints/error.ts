export type EndpointErrorCode =
  | 'no_key'
  | 'no_consent'
  | 'forbidden'
  | 'unreachable'
  | 'refused'
  | 'busy'
  | 'failed'
  | 'garbled'
  | 'cut_off'
  | 'too_long'
  | 'interrupted';

/** failure of an endpoint, in a sentence that says what to do; quotes the endpoint only through `displayText` */
export class EndpointError extends Error {
  readonly code: EndpointErrorCode;
  /** seconds after which the endpoint wants to be asked again */
  readonly retryAfter: number | undefined;

  constructor(code: EndpointErrorCode, message: string, retryAfter?: number) {
    super(message);
    this.name = 'EndpointError';
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
