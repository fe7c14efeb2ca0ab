import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { HTTP_BODY } from "../../harness/port/http";
import { openTunLink } from "../../adapters/tun";
import type { TunLink } from "../../adapters/tun";
import { createTcp, serveHttp } from "../../stacks/reference/socket";
import type { Tcp } from "../../stacks/reference/socket";
import { serveHttpOverTun } from "../../stacks/reference/socket/serve-over-tun";
import { requireOrSkip } from "../requirement";
import { requireLinux } from "../stacks/linux/require-linux";

/** What a program inside the namespace prints. */
function output(link: TunLink, command: string, parameters: readonly string[]): Promise<string> {
  const child = link.spawn(command, parameters, ["ignore", "pipe", "inherit"]);
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      resolve(Buffer.concat(chunks).toString());
    });
  });
}

describe("the reference TCP over TUN", () => {
  before(function () {
    requireLinux(this);
    const hasCurl = spawnSync("curl", ["--version"]).status === 0;
    requireOrSkip(this, "curl", hasCurl, "apt-get install curl");
  });

  describe("as a server", () => {
    let link: TunLink;
    let tcp: Tcp;
    before(() => {
      link = openTunLink();
      tcp = createTcp({ link, addresses: [link.endpoints[4].peer, link.endpoints[6].peer] });
      serveHttp(tcp);
    });
    after(() => {
      tcp.close();
    });

    it("answers curl over IPv4", async () => {
      expect(await output(link, "curl", ["-s", `http://${link.endpoints[4].peer}/`])).to.equal(HTTP_BODY);
    });

    it("answers curl over IPv6", async () => {
      expect(await output(link, "curl", ["-s", `http://[${link.endpoints[6].peer}]/`])).to.equal(HTTP_BODY);
    });

    it("is alone with the kernel: the namespace has no other way out", async () => {
      const interfaces = await output(link, "cat", ["/proc/net/dev"]);
      expect(
        interfaces
          .match(/^ *\S+:/gm)
          ?.map((name) => name.trim())
          .sort(),
      ).to.deep.equal(["lo:", "tcpspec0:"]);
    });
  });

  it("serves as long as a command runs, and ends with its exit code", async () => {
    const lines: string[] = [];
    const code = await serveHttpOverTun({
      command: [
        "sh",
        "-c",
        "test \"$(curl -s http://198.19.0.1/)\" = 'Every octet of this page was carried by TCP.' && exit 7",
      ],
      signal: new AbortController().signal,
      print: (line) => lines.push(line),
    });
    expect(code).to.equal(7);
    expect(lines[0]).to.contain("http://198.19.0.1/");
  });

  it("ends when it is told to", async () => {
    const lines: string[] = [];
    const controller = new AbortController();
    const served = serveHttpOverTun({ signal: controller.signal, print: (line) => lines.push(line) });
    controller.abort();
    expect(await served).to.equal(0);
    expect(lines[1]).to.contain("nsenter --net=/proc/");
  });

  it("fetches a page from node's own server (examples/fetch.ts)", () => {
    const run = spawnSync(process.execPath, ["--require", "ts-node/register", "examples/fetch.ts"], {
      encoding: "utf8",
    });
    expect(run.stdout.split("\n")).to.deep.equal([
      "200 ::ffff:198.19.0.1 asks for /hello",
      "200 2001:2:0:2::1 asks for /hello",
      "",
    ]);
  });
});
