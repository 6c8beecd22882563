import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  readonly url: string;
  /** the targets that it was asked to connect to, with the headers of each request */
  readonly asked: string[];
  /** the bytes that went through it towards the endpoint */
  readonly through: Buffer[];
  stop(): void;
}

/** a proxy on loopback that takes every host for the one at `port`, or refuses all */
export async function startProxy(port: number, refuse = ''): Promise<Proxy> {
  const asked: string[] = [];
  const through: Buffer[] = [];
  const open = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request, client: Socket) => {
    asked.push(`${request.url} ${JSON.stringify(request.headers)}`);
    open.add(client);
    client.on('error', () => {});
    if (refuse !== '') return void client.end(`HTTP/1.1 ${refuse}\r\n\r\n`);
    const target = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 ok\r\n\r\n'));
    open.add(target);
    target.on('error', () => client.destroy());
    client.on('data', chunk => through.push(chunk));
    client.pipe(target).pipe(client);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  const stop = () => {
    open.forEach(socket => socket.destroy());
    server.close();
  };
  return { url: `http://127.0.0.1:${own}`, asked, through, stop };
}
