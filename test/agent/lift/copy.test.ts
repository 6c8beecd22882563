import { describe, expect, it } from 'vitest';
import { copyText } from '../../../agent/lift/copy.js';
import { actsLive } from '../../../agent/lift/running-system.js';
import { LIVE_PROGRAMS } from '../../../interfaces/live-programs.js';
import { CONTEXT } from './rows.js';

const read = (shell: string) => copyText(shell, CONTEXT);

describe('shell text for a copy of the machine', () => {
  it.each([
    'tar -czf docs.tar.gz docs',
    "sed -E -i 's|http://a|http://b|' app.conf",
    'for f in *.jpg; do mv "$f" "${f%.jpg}.jpeg"; done',
    'test -e a.txt && rm a.txt',
    'rsync -a ~/photos/ /mnt/usb/photos/',
    'git init && git add . && git commit -m one',
    'find . -name "*.o" -exec rm {} +',
    "cat > a.conf <<'EOF'\nlisten 80\nEOF",
    'date >> log.txt 2> /dev/null',
    'pip freeze > requirements.txt',
    'bash install.sh',
  ])('is itself: %s', shell => {
    expect(read(shell)).toMatchObject({ script: shell, elevated: false });
  });

  it('goes through bash where only bash knows it', () => {
    expect(read('mkdir {a,b}')).toMatchObject({ script: "exec bash -c 'mkdir {a,b}'" });
  });

  it('says that it wants root where it says sudo, which is left out', () => {
    expect(read('sudo tar xf a.tar -C /opt && sudo -n chown -R root /opt/a')).toMatchObject({
      script: 'tar xf a.tar -C /opt && chown -R root /opt/a',
      elevated: true,
    });
  });

  it.each(LIVE_PROGRAMS.map(name => [name]))('is refused by name for %s', name => {
    for (const shell of [
      `${name} x`,
      `/usr/sbin/${name} x`,
      `true && sudo ${name}`,
      `ls | xargs ${name}`,
      `x=$(${name})`,
      `sh -c "${name} x"`,
      `find . -exec ${name} {} \\;`,
    ]) {
      expect(read(shell)).toMatchObject({ why: expect.stringContaining(name), live: true });
    }
  });

  it.each([
    ['ps aux > list.txt', /ps shows the running system/],
    ['df -h | tee disk.txt', /df shows the running system/],
    ['curl -o a https://example.org/a', /curl needs the network/],
    ['git pull', /git needs the network/],
    ['rsync -a a bob@web:b', /rsync needs the network/],
    ['npm install', /npm needs the network/],
    ['pip3 install x', /pip3 needs the network/],
    ['echo 1 > /proc/sys/vm/swappiness', /a part of the running system/],
    ['dd if=disk.img of=/dev/sda', /\/dev\/sda is a part of the running system/],
    ['touch /run/x', /a part of the running system/],
    ['mkfs.ext4 disk.img', /acts on the running system/],
    ['sleep 9 &', /in the background/],
    ['$cmd x', /not known/],
    ['eval "$x"', /only known when it runs/],
    ['xargs $cmd', /only known when it runs/],
    ['sh -c "$x"', /not understood/],
    ['sudo -u postgres createdb x', /to run as postgres/],
    ['su -c id bob', /su asks who somebody is/],
    ['ls | xargs sudo rm', /sudo inside/],
    ['sh -c "sudo rm x"', /sudo inside/],
  ])('is refused: %s', (shell, why) => {
    expect(read(shell)).toMatchObject({ why: expect.stringMatching(why) });
  });

  it('is refused where it is no shell', () => {
    expect(read('echo "unclosed')).toMatchObject({ why: expect.stringContaining('not shell') });
  });

  it('names the files that it spells, and neither patterns nor options', () => {
    const { files } = {
      files: [],
      ...read("sed -i 's/a.b/c/' app.conf && cp --mode=600 ~/x /srv/ -t . && grep -r foo"),
    };
    expect(files).toEqual(['app.conf', '/home/sam/x', '/srv/']);
  });

  it('is not taken for live by a name that only resembles one', () => {
    expect(['chattr', 'install', 'mkdir', 'useradd', 'systemctl-x'].filter(actsLive)).toEqual([]);
  });
});
