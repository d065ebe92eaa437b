import { randomUUID } from 'node:crypto';
import { EXIT, MabangError } from '../core/index.ts';
import type { Connection } from './connection.ts';
import type { LockHolder } from './types.ts';

interface Row {
  readonly token: string;
  readonly pid: number;
  readonly boot: string;
  readonly host: string;
  readonly command: string;
  readonly at: string;
}

/**
 * Tokens of the locks that this process holds. A restarted container often gives its process the pid of the one that
 * died; a lock with our own pid that is not among these was left by that one.
 */
const held = new Set<string>();

/** Take a channel's lock or throw E_LOCKED (exit 5). The look and the taking are one transaction, so two processes cannot both win. */
export function takeLock(connection: Connection, channel: string, who: LockHolder): { release(): void } {
  const token = randomUUID();
  connection.write(() => {
    const holder = connection
      .statement<Row>('SELECT token, pid, boot, host, command, at FROM lock WHERE channel = ?')
      .get(channel);
    if (holder && !isStale(holder, who)) throw locked(connection.file, channel, holder, who);
    connection
      .statement(
        'INSERT OR REPLACE INTO lock (channel, token, pid, boot, host, command, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(channel, token, who.pid, who.bootId, who.host, who.command, who.at);
  });
  held.add(token);
  return {
    release() {
      if (!held.delete(token) || !connection.db.open) return;
      connection.write(() =>
        connection.statement('DELETE FROM lock WHERE channel = ? AND token = ?').run(channel, token),
      );
    },
  };
}

/**
 * Left behind by a boot that is over, or by a process of this host and boot that is gone. The processes of another host
 * (or container) of the same boot cannot be looked at from here, so its lock holds.
 */
function isStale(holder: Row, who: LockHolder): boolean {
  if (holder.boot !== who.bootId) return true;
  if (holder.host !== who.host) return false;
  return holder.pid === who.pid ? !held.has(holder.token) : !who.alive(holder.pid);
}

function locked(file: string, channel: string, holder: Row, who: LockHolder): MabangError {
  const { pid, command, at, host } = holder;
  const elsewhere = host !== who.host;
  const sql = `DELETE FROM lock WHERE channel = '${channel.replaceAll("'", "''")}'`;
  return new MabangError(
    'E_LOCKED',
    EXIT.busy,
    {
      en: `${channel} is in use by \`${command}\` (process ${pid}${elsewhere ? ` on ${host}` : ''}) since ${at}`,
      zh: `${channel} 正被 ${command} 使用（进程 ${pid}${elsewhere ? `，主机 ${host}` : ''}），开始于 ${at}`,
    },
    {
      place: { channel },
      next: elsewhere
        ? {
            en: `wait until it is done and run again; if ${host} is gone for good: sqlite3 ${file} "${sql}"`,
            zh: `请等它完成后再运行；若 ${host} 已不复存在：sqlite3 ${file} "${sql}"`,
          }
        : {
            en: `wait until it is done and run again, or stop process ${pid}: a lock whose process is gone is taken over`,
            zh: `请等它完成后再运行，或结束进程 ${pid}：进程结束后，锁会自动失效`,
          },
    },
  );
}
