/* What stands in a command: numbers, octets; and which command it is. */

#include <string.h>

#include "protocol.h"

void not_understood(const char *why) { put("error not understood: %s\n", why); }

int split(char *line, char *words[MOST_WORDS]) {
  int count = 0;
  for (;;) {
    char *space = strchr(line, ' ');
    if (*line == '\0' || space == line || count == MOST_WORDS) return 0;
    words[count++] = line;
    if (space == NULL) return count;
    *space = '\0';
    line = space + 1;
  }
}

int read_number(const char *word, uint64_t most, uint64_t *number) {
  *number = 0;
  if (*word == '\0') return 0;
  for (; *word != '\0'; word++) {
    unsigned digit = (unsigned)(*word - '0');
    if (digit > 9 || *number > (most - digit) / 10) return 0;
    *number = 10 * *number + digit;
  }
  return 1;
}

/* The value of a hexadecimal digit; -1 if it is none. */
static int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

int read_octets(char *word, const uint8_t **octets, size_t *length) {
  uint8_t *to = (uint8_t *)word;
  *octets = to;
  *length = 0;
  if (strcmp(word, "-") == 0) return 1;
  for (; *word != '\0'; word += 2) {
    int high = digit(word[0]), low = digit(word[1]);
    if (high < 0 || low < 0) return 0;
    to[(*length)++] = (uint8_t)(high << 4 | low);
  }
  return *length > 0;
}

void play_command(const struct command *command, char *line) {
  char *words[MOST_WORDS];
  int count = split(line, words);
  if (count == 0) return not_understood("words");
  while (command->name != NULL && strcmp(words[0], command->name) != 0) command++;
  if (command->name == NULL) return not_understood("command");
  if (count < command->least || count > command->most) return not_understood("number of words");
  command->play(words, count);
}
