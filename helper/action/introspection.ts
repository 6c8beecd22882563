import { REHEARSAL_MEMBERS } from './rehearsal-members.js';
import type { MethodBinding } from './binding.js';
import { previewSchema } from '../../interfaces/preview.js';
import { INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { optionalArguments, positionalArguments, type Argument } from '../../interfaces/signature.js';

const DOCTYPE =
  '<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"\n' +
  ' "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">';

/** the introspection document, with the texts of the definitions as comments */
export function buildIntrospection(faces: readonly MethodBinding[]): string {
  return [
    DOCTYPE,
    `<node name="${OBJECT_PATH}">`,
    STANDARD_INTERFACES,
    `  <interface name="${INTERFACE_NAME}">`,
    ...faces.map(methodOf),
    FIXED_MEMBERS,
    '  </interface>',
    '</node>',
    '',
  ].join('\n');
}

function methodOf(face: MethodBinding): string {
  const lines = [face.action.summary, `since ${face.action.since}`];
  const options = [...optionalArguments(face.params), JOB, GRANT];
  lines.push('', 'options:', ...options.map(line));
  lines.push('', 'details:', ...[...optionalArguments(face.result), RECORD].map(line));
  return [
    comment(lines),
    `    <method name="${face.method}">`,
    ...positionalArguments(face.params).map(argument => argumentOf(argument, 'in')),
    '      <arg name="options" type="a{sv}" direction="in"/>',
    ...positionalArguments(face.result).map(argument => argumentOf(argument, 'out')),
    '      <arg name="details" type="a{sv}" direction="out"/>',
    '    </method>',
  ].join('\n');
}

const JOB: Argument = {
  name: 'job',
  signature: 's',
  description: 'a name of your own, for signals, `Ack` and `Cancel`',
};
const GRANT: Argument = { name: 'grant', signature: 's', description: 'what `AuthorizePlan` gave for this step' };
const RECORD: Argument = { name: 'record', signature: 's', description: 'id of the record of this call' };

function describePreview(): string {
  const keys = Object.entries(previewSchema.shape).map(([name, { description = '' }]) => ({ name, description }));
  return comment([
    'what a call would do and ask, without doing or asking it; the action by its snake-case name, or undo with',
    'the parameters record and force',
    '',
    'facts, where they apply:',
    ...keys.map(({ name, description }) => line({ name, signature: 's', description })),
  ]);
}

function line({ name, signature, description }: Argument): string {
  return `  ${name} (${signature}): ${description}`;
}

function argumentOf(argument: Argument, direction: 'in' | 'out'): string {
  const { name, signature, description } = argument;
  return `      <!-- ${escapeXml(description)} -->\n      <arg name="${name}" type="${signature}" direction="${direction}"/>`;
}

function comment(lines: readonly string[]): string {
  const body = lines.map(text => (text === '' ? '' : `      ${escapeXml(text)}`));
  return ['    <!--', ...body, '    -->'].join('\n');
}

/** text for an element or a comment, where two dashes would end it */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, character => entities[character] ?? '').replaceAll('--', '- -');
}

const STANDARD_INTERFACES = `  <interface name="org.freedesktop.DBus.Peer">
    <method name="Ping"/>
    <method name="GetMachineId">
      <arg name="machine_uuid" type="s" direction="out"/>
    </method>
  </interface>
  <interface name="org.freedesktop.DBus.Introspectable">
    <method name="Introspect">
      <arg name="data" type="s" direction="out"/>
    </method>
  </interface>
  <interface name="org.freedesktop.DBus.Properties">
    <method name="Get">
      <arg name="interface_name" type="s" direction="in"/>
      <arg name="property_name" type="s" direction="in"/>
      <arg name="value" type="v" direction="out"/>
    </method>
    <method name="GetAll">
      <arg name="interface_name" type="s" direction="in"/>
      <arg name="properties" type="a{sv}" direction="out"/>
    </method>
    <method name="Set">
      <arg name="interface_name" type="s" direction="in"/>
      <arg name="property_name" type="s" direction="in"/>
      <arg name="value" type="v" direction="in"/>
    </method>
  </interface>`;

const FIXED_MEMBERS = `${describePreview()}
    <method name="Preview">
      <arg name="action" type="s" direction="in"/>
      <arg name="parameters" type="a{sv}" direction="in"/>
      <arg name="facts" type="a{sv}" direction="out"/>
    </method>
    <!-- asks once for all steps, each an action by its snake-case name and its parameters; returns what each step's call then
         passes as the option grant, empty where the step must ask by itself. grants are good once, in order, for this
         connection and ten minutes -->
    <method name="AuthorizePlan">
      <arg name="steps" type="a(sa{sv})" direction="in"/>
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="grants" type="as" direction="out"/>
    </method>
    <!-- takes back what a call changed, by a call of its own; an empty record stands for the caller's last one.
         options: force (b): whatever has changed since; job (s): as for any call. details: record (s). \`Preview\` of undo
         with record and force as parameters says what it would do -->
    <method name="Undo">
      <arg name="record" type="s" direction="in"/>
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="result" type="s" direction="out"/>
      <arg name="details" type="a{sv}" direction="out"/>
    </method>
${REHEARSAL_MEMBERS}    <!-- keeps a change that would be taken back by itself, from a login that was opened after it; an empty record stands for
         all of the caller's. rows: record, summary -->
    <method name="Confirm">
      <arg name="record" type="s" direction="in"/>
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="kept" type="aa{sv}" direction="out"/>
    </method>
    <!-- calls on record, the latest first. options: limit (u), since (s), record (s), all (b): everybody's, which takes the
         authority to manage records. rows: record, time, action, uid, user, tier, outcome, undo (yes, no, force, done),
         summary; with record also params and details -->
    <method name="ListRecords">
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="records" type="aa{sv}" direction="out"/>
    </method>
    <!-- walks the chain of records; options: hashes (as) that must all be in it. details: file, archives, lines, records,
         last_hash, missing, torn, and where it is broken broken_line and reason -->
    <method name="VerifyRecords">
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="intact" type="b" direction="out"/>
      <arg name="details" type="a{sv}" direction="out"/>
    </method>
    <!-- puts the file of the chain aside and goes on in a fresh one that follows from it: a uid whose share was full can
         do something again. takes the authority to manage records -->
    <method name="RotateRecords">
      <arg name="options" type="a{sv}" direction="in"/>
      <arg name="file" type="s" direction="out"/>
      <arg name="details" type="a{sv}" direction="out"/>
    </method>
    <!-- stops a call of this connection where it can still be stopped -->
    <method name="Cancel">
      <arg name="job" type="s" direction="in"/>
      <arg name="cancelled" type="b" direction="out"/>
    </method>
    <!-- says how many bytes of output were read in all: no more than 256 kib are sent beyond that -->
    <method name="Ack">
      <arg name="job" type="s" direction="in"/>
      <arg name="total_bytes" type="u" direction="in"/>
    </method>
    <!-- output of a call, sent only to who made it with a job -->
    <signal name="Output">
      <arg name="job" type="s"/>
      <arg name="stream" type="s"/>
      <arg name="data" type="s"/>
    </signal>
    <signal name="Progress">
      <arg name="job" type="s"/>
      <arg name="percent" type="u"/>
      <arg name="text" type="s"/>
    </signal>
    <property name="Version" type="s" access="read">
      <annotation name="org.freedesktop.DBus.Property.EmitsChangedSignal" value="const"/>
    </property>
    <!-- snake-case names of the actions -->
    <property name="Actions" type="as" access="read">
      <annotation name="org.freedesktop.DBus.Property.EmitsChangedSignal" value="const"/>
    </property>`;
