import { authorize } from '../polkit/polkit.js';
import type { Service, CallContext } from '../pipeline/service.js';
import { newRecordId } from '../records/record-id.js';
import { NO_SECRETS } from '../records/records.js';
import { MANAGE_RECORDS } from './service-tiers.js';

/**
 * resolves where the caller may see and take back other people's calls; on record like any other call. who only asks
 * whether the chain is whole is answered where it is not as well: then the ring of the uid alone tells that they asked
 */
export async function manageRecords(
  service: Service,
  turn: CallContext,
  summary: string,
  verifying = false,
): Promise<void> {
  const id = newRecordId();
  const record = service.world.records.begin({
    id,
    action: MANAGE_RECORDS.name,
    subject: turn.subject,
    params: {},
    hidden: NO_SECRETS,
  });
  const details = Object.freeze({});
  try {
    await record.asking(MANAGE_RECORDS, details, summary);
    await authorize({ ...service.polkitRequest(turn, id), tier: MANAGE_RECORDS, details, foreign: [] });
    const chained = await record.authorized().then(
      () => true,
      (error: unknown) => {
        if (!verifying) throw error;
        return false;
      },
    );
    await record.close(chained ? 'done' : 'audit-failed');
  } catch (error) {
    await record.fail(error);
    throw error;
  }
}
