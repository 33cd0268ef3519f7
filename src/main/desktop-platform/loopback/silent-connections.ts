import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps connections that have not sent a whole request from using up the server: when there are too many, the one that
 * has been silent longest makes room. To refuse the new ones instead would lock the browser out, for a program that
 * opens many and says nothing has them all before the browser comes.
 *
 * @param most - how many may be silent at the same time
 */
export function limitSilentConnections(server: Server, most: number): void {
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    const [oldest] = silent;
    if (silent.size <= most || oldest === undefined) return;
    silent.delete(oldest);
    oldest.destroy();
  });
  server.on('request', ({ socket }) => {
    silent.delete(socket);
  });
}
