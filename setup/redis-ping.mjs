import net from 'node:net';
import tls from 'node:tls';

const timeoutMs = 3000;

/**
 * Asks a server for its version, with the name and password of the address.
 * @param {string} address redis://, rediss:// or unix:///path
 * @returns {Promise<{ shown: string, version?: string, fault?: string }>} `shown` is the address without its password
 */
export async function pingRedis(address) {
  /** @type {URL} */
  let url;
  try {
    url = new URL(address);
  } catch {
    return { shown: '(not an address)', fault: 'use redis://host:port' };
  }
  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  try {
    const answer = await converse(url);
    const refusal = /^-(.+)$/m.exec(answer)?.[1]?.trim();
    if (refusal !== undefined) return { shown, fault: refusal };
    const version = /^(?:valkey|redis)_version:(\S+)/m.exec(answer)?.[1];
    return version === undefined ? { shown } : { shown, version };
  } catch (error) {
    return {
      shown,
      fault: error instanceof Error ? (error.message === '' ? String(error) : error.message) : String(error),
    };
  }
}

/** @param {URL} url */
function connect(url) {
  if (url.protocol === 'unix:') return net.connect({ path: url.pathname });
  const host = url.hostname === '' ? '127.0.0.1' : url.hostname.replaceAll(/[[\]]/g, '');
  const port = url.port === '' ? 6379 : Number(url.port);
  return url.protocol === 'rediss:'
    ? tls.connect({ host, port, servername: host })
    : net.connect({ host, port });
}

/** @param {readonly string[]} words @returns {string} a command of the Redis protocol */
function command(words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** @param {URL} url @returns {Promise<string>} all that the server says until it closes */
function converse(url) {
  return new Promise((resolve, reject) => {
    const socket = connect(url);
    const user = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    let answer = '';
    if (password !== '') socket.write(command(['AUTH', ...(user === '' ? [] : [user]), password]));
    socket.write(command(['INFO', 'server']) + command(['QUIT']));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
    socket.setEncoding('utf8').on('data', (text) => {
      answer += String(text);
    });
    socket.on('error', reject).on('end', () => resolve(answer));
  });
}
