/** Scripts by which shells complete our commands, options and their choices: made from what the parser knows. */

import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";

export type Shell = "bash" | "zsh" | "fish";

/** What the shell is to read at its start. */
export function completionFor(shell: Shell, program: CommandUnknownOpts): string {
  switch (shell) {
    case "bash":
      return bash(program);
    case "zsh":
      // What zsh has for bash's functions does all that is needed here.
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;
    case "fish":
      return fish(program);
  }
}

const optionsOf = ({ options }: CommandUnknownOpts): readonly Option[] => options;

const namesOf = (command: CommandUnknownOpts): string =>
  optionsOf(command)
    .map(({ long }) => long)
    .join(" ");

const choicesOf = (command: CommandUnknownOpts): string =>
  command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices).join(" ");

function bash(program: CommandUnknownOpts): string {
  const name = program.name();
  const commands = program.commands.map((command) => command.name()).join(" ");
  const withChoices = program.commands.flatMap(optionsOf).filter(({ argChoices }) => argChoices !== undefined);
  return [
    `_${name}() {`,
    `  local words`,
    `  case "\${COMP_WORDS[COMP_CWORD-1]} \${COMP_WORDS[1]}" in`,
    ...withChoices.map(({ long, argChoices = [] }) => `    ${long ?? ""}*) words="${argChoices.join(" ")}" ;;`),
    ...program.commands.map((command) => {
      const words = [choicesOf(command), command.name() === "help" ? commands : namesOf(command)];
      return `    *" ${command.name()}") words="${words.filter((each) => each !== "").join(" ")}" ;;`;
    }),
    `    *) words="${commands} ${namesOf(program)}" ;;`,
    `  esac`,
    `  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    `}`,
    `complete -o default -F _${name} ${name}`,
    "",
  ].join("\n");
}

function fish(program: CommandUnknownOpts): string {
  const name = program.name();
  const quoted = (text: string) => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
  const option = (where: string, { long, short, required, description, argChoices }: Option) =>
    [
      `complete -c ${name}${where} -l ${long?.slice(2) ?? ""}`,
      ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
      ...(required ? ["-r"] : []),
      ...(argChoices === undefined ? [] : [`-f -a ${quoted(argChoices.join(" "))}`]),
      `-d ${quoted(description)}`,
    ].join(" ");
  return [
    ...program.commands.map(
      (command) =>
        `complete -c ${name} -n __fish_use_subcommand -f -a ${command.name()} -d ${quoted(command.description())}`,
    ),
    ...optionsOf(program).map((each) => option("", each)),
    ...program.commands.flatMap((command) => {
      const where = ` -n "__fish_seen_subcommand_from ${command.name()}"`;
      const choices = choicesOf(command);
      return [
        ...(choices === "" ? [] : [`complete -c ${name}${where} -f -a ${quoted(choices)}`]),
        ...optionsOf(command).map((each) => option(where, each)),
      ];
    }),
    "",
  ].join("\n");
}
