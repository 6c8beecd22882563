/** methods of rehearsals in the introspection document */
export const REHEARSAL_MEMBERS = `    <!-- runs a script in a copy of the machine, where it changes nothing, and says what it would change. options: cwd (s),
         user (s): root to run it as root; stdin (s); timeout_s (u); job (s). details: digest (s) of the changes, exit_status (x),
         stdout (s), stderr (s), truncated (b), read_only (as): mounts that the copy only reads, summary (s), record (s),
         changes (aa{sv}): path, change (created, replaced, deleted, mode, owner), kind, mode, uid, gid, size, sha256 and
         target of what will be, the same with was_ before the name of what is there, code (b): true in a place that the
         system runs code from, and text (s): what a short text file will hold -->
    <method name="Rehearse">
      <arg name="script" type="s" direction="in"/>
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="id" type="s" direction="out"/>
      <arg name="details" type="a{sv}" direction="out"/>
    </method>
    <!-- makes the changes of a rehearsal of the caller's, all of them or none; the digest is the one that was shown.
         options: job (s). details: record (s) -->
    <method name="ApplyChanges">
      <arg name="id" type="s" direction="in"/>
      <arg name="digest" type="s" direction="in"/>
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="changes" type="u" direction="out"/>
      <arg name="details" type="a{sv}" direction="out"/>
    </method>
    <!-- forgets a rehearsal of the caller's; false where there was none -->
    <method name="DropRehearsal">
      <arg name="id" type="s" direction="in"/>
      <arg name="dropped" type="b" direction="out"/>
    </method>
`;
