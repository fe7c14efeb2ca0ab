import { existsSync, readFileSync } from "node:fs";

/** Whether there is such a process, dead ones that nobody has asked after left out (proc_pid_stat(5)). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !readFileSync(stat, "latin1").includes(") Z ");
}
