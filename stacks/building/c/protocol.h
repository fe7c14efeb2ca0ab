/*
 * What hosts in C share: the lines of the process protocol (docs/process-protocol.md), and what stands in them.
 *
 *   lines.c   commands in, answers out
 *   words.c   what stands in a command
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

/* ---- lines.c ---- */

/* The next line without its end, good until the next call; NULL where the input ends. */
char *next_line(void);
/* The line that was read last, not written to since, is still to be read. */
void unread_line(void);
/* Writes all that was read ahead to `fd`, for the process that goes on with it. */
void hand_over(int fd);
/* The other end: what comes from `fd`, up to its end, is to be read before anything else. */
void take_over(int fd);

/* Answers go to what is the standard output now; what others print there from now on goes to the standard error. */
void claim_output(void);
/* Adds to the answer; lines end with \n. */
void put(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Octets as hexadecimal digits; `-` if there are none. */
void put_octets(const uint8_t *octets, size_t length);
/* Whether anything was put since the last answer went out. */
int has_news(void);
/* Sends what was put, in one write. */
void send_answer(void);

/* ---- words.c ---- */

/* No command has more words: OPEN with a timeout. */
#define MOST_WORDS 9

/* Cuts the line into words, in place. How many there are; 0 if it is not words with single spaces between them. */
int split(char *line, char *words[MOST_WORDS]);
/* A whole number up to `most`; 0 if the word is none. */
int read_number(const char *word, uint64_t most, uint64_t *number);
/* Octets, in place; 0 if the word is none. */
int read_octets(char *word, const uint8_t **octets, size_t *length);
/* Answers a command whose words cannot be read. */
void not_understood(const char *why);

/* A command of the protocol, of between `least` and `most` words, its name among them; `play` puts one answer. */
struct command {
  const char *name;
  int least, most;
  void (*play)(char **words, int count);
};

/* Plays the line as one of the commands, the last of which has no name. */
void play_command(const struct command *commands, char *line);

#endif
