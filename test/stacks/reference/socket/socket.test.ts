import { expect } from "chai";
import { MILLISECOND, MINUTE, SECOND } from "../../../../harness/port/time";
import { createTcp, TcpError } from "../../../../stacks/reference/socket";
import type { ConnectionChoices } from "../../../../stacks/reference";
import type { OnConnection, Socket, TcpPlan } from "../../../../stacks/reference/socket";
import { SERVER, SERVER_6, twoTcps } from "./two-tcps";
import type { TwoTcps } from "./two-tcps";
import { linkEnds, virtualTime } from "./virtual-time";

/** A connection, both ends of it. */
async function connected({ time, server, client }: TwoTcps): Promise<readonly [ofServer: Socket, ofClient: Socket]> {
  const accepted = new Promise<Socket>((resolve) => server.listen({ port: 7 }, resolve));
  const socket = await time.until(client.connect({ address: SERVER, port: 7 }));
  return [await time.until(accepted), socket];
}

const echo: OnConnection = async (socket) => {
  for await (const chunk of socket) await socket.write(chunk);
  await socket.end();
};

async function everything(socket: Socket): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TcpError) return error.code;
    throw error;
  }
  return "none";
}

const octets = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31) % 251));

describe("a socket of the reference", () => {
  it("carries text both ways, and both ends hear that it is closed", async () => {
    const pair = twoTcps();
    const [ofServer, ofClient] = await connected(pair);
    const done = echo(ofServer);
    void ofClient.end(octets(200_000));
    const text = await pair.time.until(everything(ofClient));
    expect(text.equals(octets(200_000))).to.equal(true);
    await pair.time.until(Promise.all([done, ofServer.closed, ofClient.closed]));
    expect(pair.time.now()).to.be.lessThan(10 * SECOND);
  });

  it("does so over a bad link, in order and complete", async () => {
    const patience = { userTimeout: 1000 * MINUTE, dataRetries: 100, synRetries: 100, synAckRetries: 100 };
    const weather = { loss: 0.1, reordering: 0.1, duplication: 0.1, corruption: 0.05 };
    const pair = twoTcps(weather, patience);
    pair.server.listen({ port: 7 }, echo);
    const socket = await pair.time.until(pair.client.connect({ address: SERVER_6, port: 7 }));
    const writing = socket.end(octets(100_000));
    const text = await pair.time.until(everything(socket));
    expect(text.equals(octets(100_000))).to.equal(true);
    await pair.time.until(Promise.all([writing, socket.closed]));
  });

  it("takes many callers at one port and tells them apart", async () => {
    const { time, server, client } = twoTcps();
    server.listen({ port: 7 }, async (socket) => {
      await socket.end(Buffer.from(`you are at ${socket.remote.address} ${socket.remote.port}`));
    });
    const sockets = await time.until(
      Promise.all(Array.from({ length: 10 }, () => client.connect({ address: SERVER, port: 7 }))),
    );
    const texts = await time.until(Promise.all(sockets.map(everything)));
    expect(texts.map(String)).to.deep.equal(sockets.map(({ local }) => `you are at ${local.address} ${local.port}`));
    expect(new Set(sockets.map(({ local }) => local.port)).size).to.equal(10);
  });

  it("waits in write until the reader takes something", async () => {
    const pair = twoTcps();
    const [ofServer, ofClient] = await connected(pair);
    let written = 0;
    const writing = (async () => {
      for (; written < 100; written++) await ofClient.write(octets(10_000));
    })();
    // A window and a send buffer, both closed, and a minute of probes.
    await pair.time.until(new Promise<void>((resolve) => pair.time.after(MINUTE, resolve)));
    expect(written).to.be.within(8, 14);
    let read = 0;
    const reading = (async () => {
      while (read < 1_000_000) read += (await ofServer.read())?.length ?? 0;
    })();
    await pair.time.until(Promise.all([writing, reading]));
    expect(read).to.equal(1_000_000);
  });

  it("may be read after its end has been said, and what came before the end is kept", async () => {
    const pair = twoTcps();
    const [ofServer, ofClient] = await connected(pair);
    await ofClient.end(octets(5000));
    await ofServer.end(octets(3000));
    await pair.time.until(Promise.all([ofServer.closed, ofClient.closed]));
    expect(await everything(ofServer)).to.have.length(5000);
    expect(await everything(ofClient)).to.have.length(3000);
  });

  it("says ECONNREFUSED where nobody listens", async () => {
    const { time, client } = twoTcps();
    expect(await time.until(codeOf(client.connect({ address: SERVER, port: 9 })))).to.equal("ECONNREFUSED");
  });

  it("says ETIMEDOUT where nobody is, after the time that RFC 9293 asks for", async () => {
    const { time, client } = twoTcps({ loss: 1 });
    expect(await time.until(codeOf(client.connect({ address: SERVER, port: 7 })))).to.equal("ETIMEDOUT");
    expect(time.now()).to.be.at.least(3 * MINUTE);
  });

  it("says ECONNRESET to reads, writes and `closed` when the peer destroys it", async () => {
    const pair = twoTcps();
    const [ofServer, ofClient] = await connected(pair);
    const [read, closed] = [codeOf(ofClient.read()), codeOf(ofClient.closed)];
    ofServer.destroy();
    expect(await pair.time.until(Promise.all([read, closed]))).to.deep.equal(["ECONNRESET", "ECONNRESET"]);
    expect(await codeOf(ofClient.write(octets(1)))).to.equal("ECONNRESET");
    expect(await codeOf(ofServer.closed)).to.equal("none");
    expect(await codeOf(ofServer.read())).to.equal("ECONNABORTED");
  });

  it("says EPIPE to a write after the end", async () => {
    const [, ofClient] = await connected(twoTcps());
    await ofClient.end();
    expect(await codeOf(ofClient.write(octets(1)))).to.equal("EPIPE");
  });

  it("says EADDRINUSE and EADDRNOTAVAIL", async () => {
    const { server, client } = twoTcps();
    server.listen({ port: 7 }, echo);
    expect(() => server.listen({ port: 7 }, echo)).to.throw(TcpError, "EADDRINUSE");
    expect(() => server.listen({ port: 8, address: "192.0.2.77" }, echo)).to.throw(TcpError, "EADDRNOTAVAIL");
    void codeOf(client.connect({ address: SERVER, port: 7, localPort: 1000 }));
    expect(await codeOf(client.connect({ address: SERVER, port: 7, localPort: 1000 }))).to.equal("EADDRINUSE");
  });

  it("calls from the address that is named, else from one that IP chooses, and listens on one or on all", async () => {
    const time = virtualTime();
    const [a, b] = linkEnds(time, {});
    const client = createTcp({ link: a, addresses: [SERVER_6, "192.0.2.2", "192.0.2.3"], time, seed: 1 });
    const server = createTcp({ link: b, addresses: ["192.0.2.8", "192.0.2.9"], time, seed: 2 });
    const seen: string[] = [];
    server.listen({ port: 7 }, ({ local, remote }) => void seen.push(`${remote.address} ${local.address}`));
    server.listen({ port: 8, address: "192.0.2.9" }, () => undefined);
    const to = { address: "192.0.2.9", port: 7 };
    await time.until(client.connect({ ...to, address: "192.0.2.8" }));
    await time.until(client.connect({ ...to, localAddress: "192.0.2.3" }));
    await time.until(client.connect({ ...to, port: 8 }));
    expect(seen).to.deep.equal(["192.0.2.2 192.0.2.8", "192.0.2.3 192.0.2.9"]);
    expect(await time.until(codeOf(client.connect({ address: "192.0.2.8", port: 8 })))).to.equal("ECONNREFUSED");
    for (const localAddress of ["192.0.2.77", SERVER_6]) {
      expect(await codeOf(client.connect({ ...to, localAddress }))).to.equal("EADDRNOTAVAIL");
    }
    expect(await codeOf(server.connect({ address: SERVER_6, port: 7 }))).to.equal("EADDRNOTAVAIL");
  });

  it("chooses for one connection: for a call, for the callers of a listener, and later", async () => {
    const time = virtualTime();
    const [a, b] = linkEnds(time, {});
    const client = createTcp({ link: a, addresses: ["192.0.2.2"], time, seed: 1 });
    const server = createTcp({ link: b, addresses: [SERVER], time, seed: 2 });
    const accepted = (port: number, choices: ConnectionChoices) =>
      new Promise<Socket>((resolve) => server.listen({ port, choices }, resolve));
    const sockets = Promise.all([accepted(7, { keepAlive: true, keepAliveInterval: 10 * SECOND }), accepted(8, {})]);
    for (const port of [7, 8]) await time.until(client.connect({ address: SERVER, port }));
    const [watchful, patient] = await time.until(sockets);
    a.close();
    const before = time.now();
    watchful.choose({ keepAliveProbes: 1 });
    expect(await time.until(codeOf(watchful.closed))).to.equal("ETIMEDOUT");
    expect(time.now() - before).to.be.within(85 * SECOND - 10 * MILLISECOND, 85 * SECOND);

    const called = time.now();
    const call = server.connect({ address: "192.0.2.2", port: 9, choices: { synRetries: 0 } });
    expect(await time.until(codeOf(call))).to.equal("ETIMEDOUT");
    expect(time.now() - called).to.equal(SECOND);
    await time.until(new Promise<void>((resolve) => time.after(1000 * MINUTE, resolve)));
    await patient.write(octets(1));
  });

  it("has somebody told when nothing comes back, before it gives up (MUST-47, SHLD-9)", async () => {
    const time = virtualTime();
    const [a, b] = linkEnds(time, {});
    const reports: string[] = [];
    const report: TcpPlan["report"] = ({ foreign }, { kind }) => void reports.push(`${foreign.port} ${kind}`);
    const client = createTcp({ link: a, addresses: ["192.0.2.2"], time, seed: 1, report });
    const server = createTcp({ link: b, addresses: [SERVER], time, seed: 2 });
    server.listen({ port: 7 }, echo);
    const socket = await time.until(client.connect({ address: SERVER, port: 7 }));
    b.close();
    void codeOf(client.connect({ address: SERVER, port: 8 }));
    await socket.write(octets(1));
    expect(reports).to.deep.equal([]);
    expect(await time.until(codeOf(socket.closed))).to.equal("ETIMEDOUT");
    expect(reports).to.have.members(["7 excessive retransmission", "8 excessive retransmission"]);
  });

  it("refuses callers when the listener is closed, and goes on with those it has", async () => {
    const { time, server, client } = twoTcps();
    const listener = server.listen({ port: 7 }, echo);
    const socket = await time.until(client.connect({ address: SERVER, port: 7 }));
    await socket.write(octets(10));
    expect(await time.until(socket.read())).to.have.length(10);
    listener.close();
    expect(await time.until(codeOf(client.connect({ address: SERVER, port: 7 })))).to.equal("ECONNREFUSED");
    await socket.end(octets(10));
    expect(await time.until(everything(socket))).to.have.length(10);
  });

  it("leaves nothing behind when the TCP is closed", async () => {
    const pair = twoTcps();
    const [ofServer, ofClient] = await connected(pair);
    const closed = codeOf(ofServer.closed);
    pair.client.close();
    expect(await codeOf(ofClient.read())).to.equal("ECONNABORTED");
    expect(await pair.time.until(closed)).to.equal("ECONNRESET");
    pair.server.close();
    expect(await pair.time.until(new Promise(() => undefined)).catch((error: unknown) => String(error))).to.contain(
      "nothing will ever happen again",
    );
  });
});
