// the least that answers the benchmark's Echo from node: the library of the operator, the same question to polkit, and
// nothing of what the operator is for
const dbus = require('/usr/lib/llm-os/node_modules/dbus-next');

const ASK = '(sa{sv})sa{ss}us';
const AUTHORITY = {
  destination: 'org.freedesktop.PolicyKit1',
  path: '/org/freedesktop/PolicyKit1/Authority',
  interface: 'org.freedesktop.PolicyKit1.Authority',
  member: 'CheckAuthorization',
  signature: ASK,
};

const bus = dbus.systemBus();
bus.addMethodHandler(message => {
  if (message.member !== 'Echo') return false;
  const subject = ['system-bus-name', { name: new dbus.Variant('s', message.sender) }];
  const body = [subject, 'org.llmos.operator1.echo', {}, 0, ''];
  bus
    .call(new dbus.Message({ ...AUTHORITY, body }))
    .then(() => bus.send(dbus.Message.newMethodReturn(message, 'sa{sv}', [message.body[0], {}])));
  return true;
});
bus.requestName('org.llmos.Reference1.Node', 4);
