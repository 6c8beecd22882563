// writes so many calls of root to the records, as the operator itself does, journal included: `many-records.mjs COUNT`. used
// by many-records.test.ts in the machine, in the operator's own unit
import { openJournal } from '/usr/lib/llm-os/dist/helper/journal/journal.js';
import { openRecords } from '/usr/lib/llm-os/dist/helper/records/open-records.js';
import { newRecordId } from '/usr/lib/llm-os/dist/helper/records/record-id.js';

const journal = await openJournal(process.env, process.pid);
const records = await openRecords({ directory: process.env.STATE_DIRECTORY, journal });
const defaults = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' };
const tier = { name: 'create-file', description: 'x', message: 'x', defaults, runsAs: 'root' };
const hidden = new Set(['content']);
const subject = { sender: ':1.5', uid: 0, gid: 0, userName: 'root', home: '/root', remote: true };
for (let index = 0; index < Number(process.argv[2]); index += 1) {
  const path = `/etc/llmtest/${index}`;
  const params = { path, content: 'x' };
  const record = records.begin({ id: newRecordId(), action: 'write-file', subject, params, hidden });
  await record.asking(tier, { path, display_path: path }, `create ${path}`);
  await record.authorized();
  await record.close('done');
}
process.exit(0);
