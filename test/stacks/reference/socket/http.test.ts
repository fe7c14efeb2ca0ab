import { expect } from "chai";
import { HTTP_ANSWER, HTTP_BODY, HTTP_REQUEST } from "../../../../harness/port/http";
import { fetchOver, serveHttp } from "../../../../stacks/reference/socket";
import type { Socket } from "../../../../stacks/reference/socket";
import { SERVER, SERVER_6, twoTcps } from "./two-tcps";

async function everything(socket: Socket): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

describe("HTTP over the reference", () => {
  it("serves the page of the application, octet for octet", async () => {
    const { time, server, client } = twoTcps();
    serveHttp(server);
    const socket = await time.until(client.connect({ address: SERVER, port: 80 }));
    await socket.end(Buffer.from(HTTP_REQUEST, "latin1"));
    expect(await time.until(everything(socket))).to.equal(HTTP_ANSWER);
  });

  it("fetches a page over IPv4 and IPv6, and closes", async () => {
    const { time, server, client } = twoTcps();
    serveHttp(server, { port: 8080 });
    for (const address of [SERVER, SERVER_6]) {
      const answer = await time.until(fetchOver(client, { address, port: 8080 }));
      expect(answer.status).to.equal(200);
      expect(Buffer.from(answer.body).toString("latin1")).to.equal(HTTP_BODY);
    }
  });

  it("hands the body of a request to the handler, and its answer back", async () => {
    const { time, server, client } = twoTcps();
    serveHttp(server, {
      async answer({ method, target, body }) {
        let length = 0;
        for await (const chunk of body) length += chunk.length;
        return { status: 201, body: Buffer.from(`${method} ${target} ${length}`) };
      },
    });
    const request = { address: SERVER, port: 80, method: "PUT", target: "/a", body: new Uint8Array(300_000) };
    const { status, body } = await time.until(fetchOver(client, request));
    expect([status, Buffer.from(body).toString()]).to.deep.equal([201, "PUT /a 300000"]);
  });

  it("gives leave to those who wait for it, and tells nonsense that it is", async () => {
    const { time, server, client } = twoTcps();
    serveHttp(server, {
      async answer({ body }) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of body) chunks.push(chunk);
        return { body: Buffer.concat(chunks) };
      },
    });
    const polite = await time.until(client.connect({ address: SERVER, port: 80 }));
    await polite.write(Buffer.from("PUT / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
    expect(String(Buffer.from((await time.until(polite.read())) ?? []))).to.equal("HTTP/1.1 100 Continue\r\n\r\n");
    await polite.end(Buffer.from("ok"));
    expect(await time.until(everything(polite))).to.match(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\nok$/);
    const rude = await time.until(client.connect({ address: SERVER, port: 80 }));
    await rude.end(Buffer.from("what?\r\n\r\n"));
    expect(await time.until(everything(rude))).to.match(/^HTTP\/1.1 400 /);
  });
});
