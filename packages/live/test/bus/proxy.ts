import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A way to a server that can lose what the server answers, and be cut. */
export class Proxy {
  readonly url: string;
  #mute = false;
  readonly #sockets: Set<Socket>;

  private constructor(url: string, sockets: Set<Socket>) {
    this.url = url;
    this.#sockets = sockets;
  }

  static async to(port: number): Promise<Proxy> {
    const sockets = new Set<Socket>();
    let proxy: Proxy | undefined;
    const server = createServer((near) => {
      const far = connect({ host: "127.0.0.1", port });
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => {
          near.destroy();
          far.destroy();
        });
      }
      near.on("data", (data) => far.write(data));
      far.on("data", (data) => {
        if (proxy?.isMute !== true) near.write(data);
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    proxy = new Proxy(`nats://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets);
    onTestFinished(() => {
      proxy.cut();
      server.close();
    });
    return proxy;
  }

  get isMute(): boolean {
    return this.#mute;
  }

  /** Loses all that the server says from now on. */
  mute(): void {
    this.#mute = true;
  }

  /** Cuts the connections; new ones work. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    this.#mute = false;
  }
}
