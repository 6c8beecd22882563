import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface Certificates {
  /** the authority's own, in pem, as a file */
  readonly authority: string;
  /** vouched for by the authority, for 127.0.0.1 and rack.test */
  readonly known: Certificate;
  /** self-signed, for the same names */
  readonly alone: Certificate;
  /** signed by the authority, for another name */
  readonly other: Certificate;
  remove(): void;
}

/** an authority of the test's own, and what it vouches for */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'llmos-tls-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const read = (name: string): Certificate => ({
    key: readFileSync(join(folder, `${name}.key`), 'utf8'),
    cert: readFileSync(join(folder, `${name}.pem`), 'utf8'),
  });
  const request = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const selfMade = (name: string, subject: string, extension: string): Certificate => {
    const out = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    openssl(...request, '-x509', '-days', '2', '-subj', subject, '-addext', extension, ...out);
    return read(name);
  };
  const vouched = (name: string, extension: string): Certificate => {
    openssl(...request, '-subj', '/CN=rack', '-keyout', `${name}.key`, '-out', `${name}.csr`);
    writeFileSync(join(folder, 'extension'), extension);
    const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-extfile', 'extension'];
    openssl('x509', '-req', '-in', `${name}.csr`, '-days', '2', '-out', `${name}.pem`, ...by);
    return read(name);
  };
  const names = 'subjectAltName=DNS:rack.test,IP:127.0.0.1';
  selfMade('authority', '/CN=our authority', 'keyUsage=keyCertSign');
  return {
    authority: join(folder, 'authority.pem'),
    known: vouched('known', names),
    alone: selfMade('alone', '/CN=rack', names),
    other: vouched('other', 'subjectAltName=DNS:elsewhere.test'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
