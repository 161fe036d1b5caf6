import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Running } from './processes.ts';
import { startRedis } from './redis-server.ts';

/** A server that listens with TLS only, and knows one user besides the disabled default one. */
export interface SecureRedis {
  /** Its `port` is the TLS port. */
  readonly server: Running;
  /** The authority that signed its certificate, in PEM. */
  readonly ca: string;
  /** May run every command but those of `@dangerous`, on keys that begin with `rw:` only. INFO is allowed. */
  readonly username: string;
  readonly password: string;
}

/** Starts it with certificates made on the spot, for 127.0.0.1 and localhost. `rules` replaces the user's ACL. */
export async function startSecureRedis(rules?: string, more: readonly string[] = []): Promise<SecureRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-tls-'));
  const { ca, certificate, key } = makeCertificates(folder);
  const port = await freePort();
  const username = 'rolewarden';
  const password = 'a-password-of-the-tests';
  const tls = ['--tls-port', String(port), '--tls-auth-clients', 'no'];
  const files = ['--tls-ca-cert-file', ca, '--tls-cert-file', certificate, '--tls-key-file', key];
  const acl = rules ?? '~rw:* +@all -@dangerous +info';
  const users = ['--user', 'default', 'off', '--user', username, 'on', `>${password}`, ...acl.split(' ')];
  // a second --port wins over the plain one that startRedis gives, and 0 means none; it waits on `port`
  const server = await startRedis(['--port', '0', ...tls, ...files, ...users, ...more], port);
  return { server, ca: readFileSync(ca, 'utf8'), username, password };
}

interface CertificateFiles {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

function makeCertificates(folder: string): CertificateFiles {
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const authority = ['-subj', '/CN=rolewarden test authority', '-addext', 'keyUsage=critical,keyCertSign'];
  openssl('req', '-x509', ...curve, ...authority, '-keyout', 'ca.key', '-out', 'ca.pem');
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'basicConstraints=critical,CA:FALSE'];
  openssl('req', '-x509', ...curve, ...named, ...signed, '-keyout', 'server.key', '-out', 'server.pem');
  return {
    ca: join(folder, 'ca.pem'),
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server.key'),
  };
}
