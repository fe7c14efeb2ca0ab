/* Lines of text, commands in and answers out, with buffers of their own: one write for each answer. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol.h"

static void fail(const char *what) {
  perror(what);
  exit(1);
}

struct buffer {
  char *octets;
  size_t length, room;
};

/* Makes room for so many octets more behind those that are there. */
static void reserve(struct buffer *buffer, size_t more) {
  if (buffer->room - buffer->length >= more) return;
  buffer->room = 2 * buffer->room + more;
  buffer->octets = realloc(buffer->octets, buffer->room);
  if (buffer->octets == NULL) fail("memory");
}

static void write_all(int fd, const char *octets, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, octets, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    octets += written;
    length -= (size_t)written;
  }
}

/* ---- in ---- */

#define PIECE 65536

static struct buffer input;
/* Where the line that was read last begins, and where the next one does. */
static size_t line_start, line_end;

/* Reads a piece more; 0 where the input ends. */
static int read_more(int fd) {
  ssize_t got;
  reserve(&input, PIECE);
  do got = read(fd, input.octets + input.length, PIECE);
  while (got < 0 && errno == EINTR);
  if (got < 0) fail("read");
  input.length += (size_t)got;
  return got > 0;
}

/* What has been read is not needed any more. */
static void forget(void) {
  memmove(input.octets, input.octets + line_end, input.length - line_end);
  input.length -= line_end;
  line_start = line_end = 0;
}

char *next_line(void) {
  size_t searched;
  if (line_end == input.length) input.length = line_end = 0;
  searched = line_end;
  for (;;) {
    char *end = searched == input.length ? NULL : memchr(input.octets + searched, '\n', input.length - searched);
    if (end != NULL) {
      *end = '\0';
      line_start = line_end;
      line_end = (size_t)(end - input.octets) + 1;
      return input.octets + line_start;
    }
    searched = input.length;
    if (line_end > 0) {
      searched -= line_end;
      forget();
    }
    if (!read_more(STDIN_FILENO)) return NULL;
  }
}

void unread_line(void) {
  input.octets[line_end - 1] = '\n';
  line_end = line_start;
}

void hand_over(int fd) {
  write_all(fd, input.octets + line_end, input.length - line_end);
}

void take_over(int fd) {
  input.length = line_end = 0;
  while (read_more(fd)) continue;
}

/* ---- out ---- */

static struct buffer output;
static int answers = STDOUT_FILENO;

void claim_output(void) {
  answers = dup(STDOUT_FILENO);
  if (answers < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) fail("dup");
}

void put(const char *format, ...) {
  va_list arguments;
  int length;
  va_start(arguments, format);
  length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  reserve(&output, (size_t)length + 1);
  va_start(arguments, format);
  vsnprintf(output.octets + output.length, (size_t)length + 1, format, arguments);
  va_end(arguments);
  output.length += (size_t)length;
}

void put_octets(const uint8_t *octets, size_t length) {
  static const char DIGITS[] = "0123456789abcdef";
  char *to;
  if (length == 0) put("-");
  reserve(&output, 2 * length);
  to = output.octets + output.length;
  for (size_t i = 0; i < length; i++) {
    *to++ = DIGITS[octets[i] >> 4];
    *to++ = DIGITS[octets[i] & 15];
  }
  output.length += 2 * length;
}

int has_news(void) { return output.length > 0; }

void send_answer(void) {
  write_all(answers, output.octets, output.length);
  output.length = 0;
}
