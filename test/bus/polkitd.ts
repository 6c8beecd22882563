import { callDaemon, type ServiceBus } from '../../helper/bus/connection.js';
import { serveObject, type ServedMethod } from '../../helper/bus/exported-object.js';
import type { PrivateBus } from './private-bus.js';

export interface Asked {
  readonly sender: unknown;
  readonly actionId: string;
  readonly details: Readonly<Record<string, string>>;
  readonly flags: number;
  readonly cancellationId: string;
}

type Word = 'yes' | 'no' | 'challenge' | 'dismissed' | 'kept' | 'keeps';
export type Verdict = Word | Promise<Word>;

const TOLD: Partial<Record<Word, Readonly<Record<string, string>>>> = {
  dismissed: { 'polkit.dismissed': 'true' },
  kept: { 'polkit.temporary_authorization_id': 'tmpauthz1' },
  keeps: { 'polkit.retains_authorization_after_challenge': '1' },
};

/** says what the test decides, and remembers what it was asked */
export class MockPolkitd {
  readonly asked: Asked[] = [];
  readonly cancelled: string[] = [];
  decide: (asked: Asked) => Verdict = () => 'yes';
  #bus: ServiceBus | undefined;

  /** `behind`: takes over when another one leaves the bus, as an activated one would */
  async start(on: PrivateBus, behind = false): Promise<void> {
    const methods = new Map<string, ServedMethod>([
      [
        'CheckAuthorization',
        { in: '(sa{sv})sa{ss}us', out: '(bba{ss})', run: async ({ body }) => [await this.#check(body)] },
      ],
      ['CancelCheckAuthorization', { in: 's', out: '', run: async ({ body }) => this.#cancel(String(body[0])) }],
    ]);
    const face = 'org.freedesktop.PolicyKit1.Authority';
    const object = {
      path: '/org/freedesktop/PolicyKit1/Authority',
      interface: face,
      xml: () => '',
      properties: new Map(),
    };
    const serve = serveObject(
      { ...object, methods },
      {
        enter: () => () => {},
        isDeaf: () => false,
        report: String,
      },
    );
    const bus = await on.connect(0, { call: message => void serve(bus, message) });
    if (behind) await callDaemon(bus, 'RequestName', 'su', ['org.freedesktop.PolicyKit1', 0]);
    else await bus.requestName('org.freedesktop.PolicyKit1');
    this.#bus = bus;
  }

  stop(): void {
    this.#bus?.close();
  }

  async #check(body: readonly unknown[]): Promise<unknown[]> {
    const [subject, actionId, details, flags, cancellationId] = body;
    const [, named] = subject as [string, { name: { value: unknown } }];
    const asked = {
      sender: named.name.value,
      actionId: String(actionId),
      details: { ...(details as Record<string, string>) },
      flags: Number(flags),
      cancellationId: String(cancellationId),
    };
    this.asked.push(asked);
    const verdict = await this.decide(asked);
    const [yes, challenge] = [verdict === 'yes' || verdict === 'kept', verdict === 'challenge' || verdict === 'keeps'];
    return [yes, challenge, TOLD[verdict] ?? {}];
  }

  #cancel(id: string): [] {
    this.cancelled.push(id);
    return [];
  }
}
