export type ModelErrorCode =
  'model_unknown' | 'model_missing' | 'model_corrupt' | 'not_enough_disk' | 'not_enough_memory' | 'no_source' | 'busy';

/** says what is wrong with a model and what to do about it */
export class ModelError extends Error {
  readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string) {
    super(message);
    this.name = 'ModelError';
    this.code = code;
  }
}
