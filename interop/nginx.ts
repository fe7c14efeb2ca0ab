/** nginx on the kernel's side, which serves a folder of its own and takes files into it. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Folder } from "./folder";
import { ended } from "./program";
import { sleep } from "./world";
import type { World } from "./world";

export const NGINX_PORT = 8080;

const configuration = (folder: string) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off;
  client_max_body_size 0;
  client_body_temp_path ${folder}/bodies;
  client_body_timeout 600s;
  send_timeout 600s;
  lingering_timeout 600s;
  server {
    listen ${NGINX_PORT};
    listen [::]:${NGINX_PORT};
    root ${folder};
    dav_methods PUT;
  }
}
`;

/** Starts it in the world's namespace, and resolves with what ends it, when it listens. */
export async function startNginx({ link }: World, { path }: Folder): Promise<() => Promise<void>> {
  const file = join(path, "nginx.conf");
  writeFileSync(file, configuration(path));
  const child = link.spawn("nginx", ["-p", path, "-c", file], ["ignore", "inherit", "inherit"]);
  const end = ended(child);
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) break;
    const asked = link.spawn("curl", ["-s", "-o", "/dev/null", `http://127.0.0.1:${NGINX_PORT}/nginx.conf`], "ignore");
    if ((await ended(asked)) === 0) {
      return async () => {
        child.kill("SIGKILL");
        await end;
      };
    }
    await sleep(20);
  }
  throw new Error("nginx does not start");
}
