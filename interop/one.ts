/**
 * Plays one task, in a process that `playApart` has started: `one.ts <name> <choices as JSON>`. What it comes to is
 * sent to the parent. Without a parent, however it ended, there is no use in going on.
 */

import type { Choices } from "./choices";
import { tasksOf } from "./tasks";

const INTERRUPTED = 130;

// Devices, namespaces, folders and programs go with the process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(INTERRUPTED));
process.on("disconnect", () => process.exit(INTERRUPTED));

const [name, choices = "{}"] = process.argv.slice(2);
const task = tasksOf(JSON.parse(choices) as Choices).find((each) => each.name === name);
if (task === undefined) throw new TypeError(`there is no task "${name ?? ""}"`);
void task.run().then((result) => process.send?.(result, () => process.exit(0)));
