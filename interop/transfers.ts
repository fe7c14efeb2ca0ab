/** Files down and up, once with curl calling the reference, once with the reference calling nginx. */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetchOver, serveHttp } from "../stacks/reference";
import { closedProperly } from "./case";
import type { Case, Played, Setting } from "./case";
import { openFolder } from "./folder";
import type { Folder } from "./folder";
import { NGINX_PORT, startNginx } from "./nginx";
import { run } from "./program";
import { sha256, text } from "./text";
import { kernelIsDone } from "./world";
import type { World } from "./world";

/** Times the transfer, and sees that both sides have closed. */
async function timed({ octets }: Setting, transfer: () => Promise<readonly string[]>): Promise<Played> {
  const start = performance.now();
  const complaints = await transfer();
  return { octets, seconds: (performance.now() - start) / 1000, complaints };
}

async function inFolder<T>(work: (folder: Folder) => Promise<T>): Promise<T> {
  const folder = openFolder();
  try {
    return await work(folder);
  } finally {
    folder.remove();
  }
}

function urlOf({ link }: World, { ip }: Setting): string {
  const { peer } = link.endpoints[ip];
  return ip === 4 ? `http://${peer}/file` : `http://[${peer}]/file`;
}

function compare(seen: string, expected: string): readonly string[] {
  return seen === expected ? [] : ["what arrived is not what was sent: SHA-256 differs"];
}

const curlDown: Case = {
  name: "curl gets from the reference",
  isUpload: true,
  look: closedProperly,
  play(world, setting) {
    const body = text(setting.seed, setting.octets);
    serveHttp(world.tcp, { answer: () => ({ body }) });
    return timed(setting, async () => {
      const { code, sha256: seen } = await run(world.link, "curl", ["-sS", urlOf(world, setting)]);
      return [...(code === 0 ? [] : [`curl ends with ${code}`]), ...compare(seen, sha256(body))];
    });
  },
};

const curlUp: Case = {
  name: "curl puts to the reference",
  isUpload: false,
  look: closedProperly,
  play(world, setting) {
    return inFolder(async ({ path }) => {
      const file = join(path, "file");
      const body = text(setting.seed, setting.octets);
      writeFileSync(file, body);
      const hash = createHash("sha256");
      serveHttp(world.tcp, {
        async answer(request) {
          for await (const chunk of request.body) hash.update(chunk);
          return { status: 201, body: Buffer.from("taken") };
        },
      });
      return timed(setting, async () => {
        const { code } = await run(world.link, "curl", ["-sS", "-T", file, urlOf(world, setting)]);
        return [...(code === 0 ? [] : [`curl ends with ${code}`]), ...compare(hash.digest("hex"), sha256(body))];
      });
    });
  },
};

const nginxDown: Case = {
  name: "the reference gets from nginx",
  isUpload: false,
  look: closedProperly,
  play(world, setting) {
    return inFolder(async (folder) => {
      const body = text(setting.seed, setting.octets);
      writeFileSync(join(folder.path, "file"), body);
      const stop = await startNginx(world, folder);
      const request = { address: world.link.endpoints[setting.ip].stack, port: NGINX_PORT, target: "/file" };
      const played = await timed(setting, async () => {
        const answer = await fetchOver(world.tcp, request);
        return [
          ...(answer.status === 200 ? [] : [`nginx says ${answer.status}`]),
          ...compare(sha256(answer.body), sha256(body)),
        ];
      });
      await kernelIsDone(world.link);
      await stop();
      return played;
    });
  },
};

const nginxUp: Case = {
  name: "the reference puts to nginx",
  isUpload: true,
  look: closedProperly,
  play(world, setting) {
    return inFolder(async (folder) => {
      const body = text(setting.seed, setting.octets);
      const stop = await startNginx(world, folder);
      const address = world.link.endpoints[setting.ip].stack;
      const request = { address, port: NGINX_PORT, target: "/file", method: "PUT", body };
      const played = await timed(setting, async () => {
        const { status } = await fetchOver(world.tcp, request);
        const seen = sha256(readFileSync(join(folder.path, "file")));
        return [...(status === 201 ? [] : [`nginx says ${status}`]), ...compare(seen, sha256(body))];
      });
      await kernelIsDone(world.link);
      await stop();
      return played;
    });
  },
};

export const TRANSFERS: readonly Case[] = [curlDown, curlUp, nginxDown, nginxUp];
