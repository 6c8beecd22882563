import type { Row } from './rows.js';

const T = 'set -e; cd /opt/truth;';

/** everyday work with files, as root */
export const FILES: readonly Row[] = [
  { name: 'create and append', script: `${T} echo a >new; echo b >>new; echo more >>one; cat one two >both; : >void` },
  {
    name: 'the same bytes again',
    empty: true,
    script: `${T} cat one >o; cat o >one; rm o; touch two; chmod 600 two; mkdir -p tree/deep`,
  },
  {
    name: 'sed in place',
    script: `${T} sed -i 's/^port=.*/port=8080/; s/^#debug/debug/' conf; sed -i.bak s/top/TOP/ tree/top`,
  },
  {
    name: 'sed in place through a link',
    script: `${T} sed -i s/two/2/ link-to-two; sed -i --follow-symlinks s/deep/DEEP/ tree/link/file`,
  },
  { name: 'perl in place', script: `${T} perl -pi.old -e 's/old/new/' conf; perl -0pi -e 's/\\n/;/g' one` },
  { name: 'a file over another', script: `${T} mv one two; cp conf one; cp tree/top link-to-two` },
  {
    name: 'a copy that is put in its place at once',
    script: `${T} t=$(mktemp ./.conf.XXXXXX); sed s/80/81/ conf >"$t"; chmod --reference=conf "$t"; mv -f "$t" conf`,
  },
  {
    name: 'symbolic links',
    script: `${T} ln -s one s1; ln -s /etc/hostname s2; ln -sfn two dangling; ln -sfn empty tree/link; ln -s 'a b' 's p'; ln -sr tree/deep/file here; rm link-to-two`,
  },
  {
    name: 'modes',
    script: `${T} chmod 400 one; chmod u+x,g-r conf; chmod a+w 'with space'; chmod 1777 empty; chmod 2755 full; chmod g+s tree`,
  },
  { name: 'modes below a directory', script: `${T} chmod -R go-rwx tree; chmod -R u=rwX,go=rX full; chmod 0 two` },
  {
    name: 'owners',
    script: `${T} chown 1000 one; chown :1001 two; chown 1000:1001 tree; chown -h 1000 dangling; chgrp -R adm full`,
  },
  {
    name: 'owners below a directory, links left alone',
    script: `${T} chown -R alice:bob tree; chown --from=root 1001 conf`,
  },
  {
    name: 'holes and ends of files',
    script: `${T} truncate -s 0 two; truncate -s 3 conf; truncate -s 1M hole; truncate -s +10 one; dd if=/dev/zero of=block bs=4k count=1 seek=16 status=none; printf X | dd of='with space' bs=1 seek=2 conv=notrunc status=none; fallocate -l 64K room`,
  },
  { name: 'a tree is removed', script: `${T} rm -rf tree full; rmdir empty; rm -f nothing` },
  {
    name: 'a tree is removed and another one made',
    script: `${T} rm -rf tree; mkdir -p tree/deep; echo other >tree/deep/other; echo deep >tree/deep/file; rm -r full; mkdir full`,
  },
  {
    name: 'removed and made again twice',
    script: `${T} rm -r tree; mkdir -p tree/a; rm -r tree; mkdir tree; echo top >tree/top; chmod 700 tree`,
  },
  {
    name: 'odd names',
    script: `${T} echo x >' lead'; echo x >'ümläut-名'; echo x >./-rf; echo x >"quote'\\"back\\\\slash"; mkdir 'a b'; echo x >'a b/*'; mv 'with space' 'with  two'; ln -s 'no such' '$(link)'; mkdir ...; : >'.../#;&|'`,
  },
  {
    name: 'a directory gets another name',
    script: `${T} mv tree wood; mv full empty/; mv empty/full/1 empty/full/one`,
  },
  {
    name: 'a directory gets another name by one system call',
    script: `${T} python3 -c "import os; os.rename('tree', 'wood'); os.rename('wood/deep', 'deep')"; echo more >>wood/top; rm deep/file`,
  },
  {
    name: 'two directories change places',
    script: `${T} mkdir other; echo their >other/top; echo o >other/o; python3 -c "import os; os.rename('tree','t'); os.rename('other','tree'); os.rename('t','other'); os.rename('full','f'); os.mkdir('full'); os.rename('f','full/f')"`,
  },
  {
    name: 'directories of the machine change places',
    setup: 'cp -r full half; echo half >half/1; echo 6 >half/6; rm half/5',
    script: `${T} perl -e 'rename "full","x"; rename "half","full"; rename "x","half"'`,
  },
  {
    name: 'a file in the place of a directory, and back',
    script: `${T} rm -r tree; echo file >tree; rm one; mkdir one; echo in >one/in; rmdir empty; ln -s full empty; rm link-to-two; mkdir -m 700 link-to-two`,
  },
  {
    name: 'a link in the place of a full directory',
    script: `${T} mv full full.real; ln -s full.real full; rm dangling; cp -r tree dangling`,
  },
  {
    name: 'an archive is unpacked',
    setup: 'tar -C tree -czf a.tgz --owner=1000 --group=1001 .',
    script: `${T} mkdir out; tar -xzf a.tgz -C out; tar -xzf a.tgz --no-same-owner --strip-components=1 ./deep; tar -xf a.tgz -C full ./top`,
  },
  {
    name: 'an archive is made',
    script: `${T} tar -cf t.tar --sort=name tree conf; gzip -9n t.tar; gzip -nc one >one.gz; gzip -n two`,
  },
  {
    name: 'copies that keep everything',
    script: `${T} cp -a tree tree2; cp -a conf link-to-two full/; cp -rL tree/link deep; cp -p two two.orig; cp -au full tree/`,
  },
  {
    name: 'installed with owner and mode',
    script: `${T} install -D -m 640 -o bob -g adm conf etc/app/conf; install -d -m 1770 -o alice var/run var/spool; install -m 755 one two bin 2>/dev/null || install -t full -m 755 one two; install -b -m 600 conf one`,
  },
  {
    name: 'times',
    script: `${T} touch -d 2001-01-01 old; touch -r conf old; touch -h dangling; touch -d yesterday tree`,
  },
  {
    name: 'found and removed',
    script: `${T} find . -name '[135]' -delete; find tree -type f -exec chmod 600 {} +; find . -type l -print0 | xargs -0 rm; for f in full/*; do mv "$f" "$f.txt"; done`,
  },
  {
    name: 'a script that fails on its way',
    status: 1,
    script: `${T} echo begun >begun; rm one; cat nowhere; echo never >never`,
  },
  {
    name: 'many files',
    script: `${T} mkdir many; i=0; while [ $i -lt 400 ]; do echo $i >many/$i; i=$((i+1)); done; rm many/*5; mkdir -p $(seq -s/ 40)`,
  },
  {
    name: 'a configuration edited by python',
    script: `${T} python3 - <<'END'
import json, configparser, os, shutil
c = configparser.ConfigParser(); c['main'] = {'port': '81', 'hosts': 'a,b'}
with open('app.ini', 'w') as f: c.write(f)
json.dump({'a': [1, 2]}, open('app.json', 'w'), indent=2)
shutil.copytree('tree', 'copy', symlinks=True); shutil.move('full', 'moved'); shutil.rmtree('copy/deep')
os.replace('app.json', 'one'); os.chmod('conf', 0o444); os.symlink('x', 'y'); os.makedirs('p/q/r', 0o700)
END`,
  },
  {
    name: 'a small database',
    setup: `python3 -c "import sqlite3; d=sqlite3.connect('d.db'); d.execute('create table t (a)'); d.commit()"`,
    script: `${T} python3 -c "import sqlite3; d=sqlite3.connect('d.db'); d.execute('insert into t values (1)'); d.commit(); d.close(); d=sqlite3.connect('e.db'); d.execute('create table u (b)'); d.commit()"`,
  },
  {
    name: 'documents of the system',
    setup: 'cp -a /usr/share/doc/apt /opt/apt-doc',
    cleanup: 'rm -rf /usr/share/doc/apt /mnt/y; mv /opt/apt-doc /usr/share/doc/apt',
    script:
      'rm -rf /usr/share/doc/apt; mkdir -p /usr/share/doc/apt; echo gone >/usr/share/doc/apt/README; echo x >/srv/x; mkdir /mnt/y; rm /srv/x',
  },
  {
    name: 'places that everybody may write to',
    unapplied: 'root carries nothing out where others may exchange what lies on the way',
    cleanup: 'rm -rf /tmp/truth-z /var/tmp/truth-v',
    script:
      'mkdir /tmp/truth-z; echo z >/tmp/truth-z/z; t=$(mktemp); echo v >"$t"; mv "$t" /var/tmp/truth-v; exec 9>/var/lock/truth; flock 9; rm /var/lock/truth',
  },
  {
    name: 'a reader that was there before the first write',
    script: `${T} exec 3<one; echo more >>one; cat <&3 >seen; exec 4<two; rm two; cat <&4 >kept`,
  },
  { name: 'nothing at all', empty: true, script: 'true' },
];
