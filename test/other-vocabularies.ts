/** names by source that `nameLiterals` finds and that are words of another vocabulary, spelled like a name */
export const OTHER_VOCABULARIES: Readonly<Record<string, readonly string[]>> = {
  // settings of llmsh.toml and operator.toml
  'agent/endpoints/endpoint.ts': ['timeout_s'],
  'helper/config/schema.ts': ['timeout_s'],
  // directory of the text that is lifted, and a rule of lifting
  'agent/lift/command.ts': ['cwd'],
  'interfaces/lifting.ts': ['text'],
  // programs and options of a shell
  'agent/lift/copy.ts': ['exec'],
  'agent/lift/text.ts': ['echo'],
  'agent/lift/call.ts': ['-user'],
  'agent/lift/judge.ts': ['-exec'],
  'helper/rehearsal/find-live.ts': ['-root'],
  'agent/lift/looking.ts': ['-file', 'list-'],
  'agent/plan/request-checks/catastrophic-commands.ts': ['-delete'],
  'agent/plan/request-checks/read-only-commands.ts': ['-file', 'set-'],
  'helper/system/devices/public-files.ts': ['-exec'],
  // commands of llmsh
  'agent/shell/environment/first-word.ts': ['undo', 'confirm'],
  'agent/shell/host/prestart-operator.ts': ['undo', 'confirm'],
  // parameters of the step that llmsh carries out itself
  'agent/plan/run-script.ts': ['timeout_s'],
  // kinds of parts and labels of a draft; `lookStep` of the lift still goes by the name
  'agent/draft/plan-by-draft.ts': ['look'],
  'agent/lift/look.ts': ['look', 'script'],
  // a sandbox
  'helper/exec/directory.ts': ['look'],
  'helper/system/sandbox/probe-judge.ts': ['look'],
  // types of operands in operator.toml
  'helper/exec/arguments.ts': ['unit'],
  // a detail that the prompts of writing show
  'helper/files/change.ts': ['display_mode'],
  // fields of a record, options of `ListRecords`
  'helper/methods/list-records.ts': ['user'],
  'helper/records/call-record.ts': ['user'],
  'helper/records/query.ts': ['limit', 'since', 'record'],
  // fields of the reply of `Rehearse` and of a change, options of `Rehearse`, details of its prompt, and the actions of rehearsals where they are declared
  'agent/operator-client/rehearsals.ts': [
    'text',
    'timeout_s',
    'path',
    'stdout',
    'stderr',
    'changes',
    'exit_status',
    'truncated',
  ],
  'agent/shell/terminal/change-words.ts': ['mode', 'owner'],
  // kinds of changes; keys of a wish; details that the prompts of file changes show
  'helper/worker/rehearsal/perform.ts': ['owner'],
  'helper/worker/plan/plan.ts': ['to'],
  'helper/file-changes/places.ts': ['to'],
  'helper/file-changes/prepare-change.ts': ['to', 'display_path', 'display_to'],
  'helper/methods/rehearsals.ts': ['cwd', 'user', 'stdin', 'timeout_s', 'changes'],
  'helper/rehearsal/rehearse.ts': ['timeout_s', 'display_script'],
  'helper/rehearsal/tiers.ts': [
    'display_script',
    'undo-own-changes',
    'undo-own-code-changes',
    'undo-code-changes',
    'undo-changes',
  ],
  'helper/rehearsal/undo-changes.ts': [
    'undo-changes',
    'undo-code-changes',
    'undo-own-code-changes',
    'undo-own-changes',
  ],
  // keys of a preview, where they are declared
  'interfaces/preview.ts': ['cpu_percent', 'memory_max', 'tasks_max'],
};
