// apart from the bus, whose library takes long to load: whoever only tells errors apart need not wait for it

/** an error reply, under its d-bus name */
export class BusReplyError extends Error {
  readonly dbusName: string;

  constructor(dbusName: string, message: string) {
    super(message);
    this.name = 'BusReplyError';
    this.dbusName = dbusName;
  }
}

/** the connection itself is gone, or never was */
export class BusLostError extends Error {
  override readonly name = 'BusLostError';
  /** false where it was known to be gone before anything was sent: then nothing can have happened */
  readonly sent: boolean;

  constructor(message: string, sent = true) {
    super(message);
    this.sent = sent;
  }
}
