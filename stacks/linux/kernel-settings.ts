/** Settings of the kernel for one network namespace: sysctl(8), Documentation/networking/ip-sysctl.rst. */

import { existsSync, writeFileSync } from "node:fs";
import { StackUnavailable } from "../../harness/port/stack";

/** Values by names as sysctl(8) has them: `{ "net.ipv4.tcp_sack": "0" }`. */
export type KernelSettings = Readonly<Record<string, string>>;

/** Whether it can be a network namespace's: what is below /proc/sys/net is, and all else is the whole machine's. */
export function isSettingName(name: string): boolean {
  return /^net(?:\.[\w-]+)+$/.test(name);
}

/**
 * Writes them one after the other, in the network namespace of the calling thread. The kernel lets nobody change what is
 * everybody's from a namespace that is not the machine's first.
 * @throws {StackUnavailable} for a setting that this kernel does not have there, and for a value that it refuses.
 * @throws {TypeError} for what is no name of a setting.
 */
export function applySettings(settings: KernelSettings): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!isSettingName(name)) throw new TypeError(`${name} is no setting of a network namespace`);
    const path = `/proc/sys/${name.replaceAll(".", "/")}`;
    if (!existsSync(path))
      throw new StackUnavailable(
        `this kernel has no setting ${name} that is a network namespace's own`,
        "`sudo unshare -n sysctl -a` lists those that there are",
      );
    try {
      // One write, and nothing that is made or cut: proc_sys(5).
      writeFileSync(path, value, { flag: "r+" });
    } catch (error) {
      throw new StackUnavailable(
        `the kernel refuses ${name}=${value} in a network namespace: ${(error as NodeJS.ErrnoException).code ?? ""}`,
        "Documentation/networking/ip-sysctl.rst says what it takes; containers often have /proc/sys read-only",
      );
    }
  }
}
