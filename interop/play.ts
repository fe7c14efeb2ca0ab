import type { Case, Result, Setting } from "./case";
import { kernelIsDone, openWorld } from "./world";
import type { WorldPlan } from "./world";

/** Plays a case in a world of its own and looks at the wire. `patience`: seconds that it may take. Never rejects. */
export async function play(each: Case, setting: Setting, plan: WorldPlan, patience: number): Promise<Result> {
  const world = openWorld(plan);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not over after ${patience} s`));
    }, patience * 1000);
  });
  try {
    const played = await Promise.race([each.play(world, setting), late]);
    await kernelIsDone(world.link);
    const summary = world.judge();
    return { played, summary, complaints: [...played.complaints, ...each.look(summary), ...summary.violations] };
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error);
    const summary = world.judge();
    return { summary, complaints: [complaint, ...summary.violations] };
  } finally {
    clearTimeout(timer);
    world.close();
  }
}
