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

/** a part of the request that some servers do not know */
export type Unknown = 'format' | 'usage' | 'temperature';

interface Remedy {
  /** seconds after which the endpoint wants to be asked again */
  readonly retryAfter?: number | undefined;
  /** how often the same request is worth sending, the first time included */
  readonly tries?: number;
  /** the part of the request to leave out */
  readonly without?: Unknown | undefined;
}

/** failure of an endpoint, in a sentence that says what to do; quotes the endpoint only through `displayText` */
export class EndpointError extends Error {
  readonly code: EndpointErrorCode;
  readonly remedy: Remedy;

  constructor(code: EndpointErrorCode, message: string, remedy: Remedy = {}) {
    super(message);
    this.name = 'EndpointError';
    this.code = code;
    this.remedy = remedy;
  }
}
