import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy that notes what it is asked to connect to, and connects to this machine whatever the name. */
export class ConnectProxy {
  readonly url: string;
  /** The authorities of the tunnels, in their order. */
  readonly tunnels: readonly string[];
  readonly stop: () => void;

  private constructor(port: number, tunnels: readonly string[], stop: () => void) {
    this.url = `http://127.0.0.1:${port}`;
    this.tunnels = tunnels;
    this.stop = stop;
  }

  /** @param status - what it answers; 200 opens the tunnel */
  static async start(status = 200): Promise<ConnectProxy> {
    const tunnels: string[] = [];
    const sockets = new Set<Socket>();
    const server = createServer();
    server.on('connection', (socket) => sockets.add(socket));
    server.on('connect', ({ url = '' }, client: Socket) => {
      tunnels.push(url);
      if (status !== 200) {
        client.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
        return;
      }
      const port = Number(url.slice(url.lastIndexOf(':') + 1));
      const origin = connect({ host: '127.0.0.1', port }, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(origin).pipe(client);
      });
      for (const socket of [origin, client]) socket.on('error', () => socket.destroy());
      client.once('close', () => origin.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new ConnectProxy(port, tunnels, () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
  }
}
