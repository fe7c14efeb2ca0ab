/* A connection that has a socket of its own: the user calls on it, and what its user is told. */

#define _GNU_SOURCE
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host.h"

/* What the kernel has not taken yet of one SEND. */
struct text {
  struct text *next;
  int urgent;
  size_t length;
  uint8_t octets[];
};

struct connection {
  struct watched socket;
  char *id;
  struct sockets sockets;
  int established, ended, urgent, close_when_sent;
  /* What the kernel has ended the connection with. Reading SO_ERROR clears it, so it is kept for the next call. */
  int error;
  struct text *rest;
};

/* ---- answers ---- */

/* What errno means in the words of RFC 9293 3.10. */
static const char *meaning(int number, int state) {
  switch (number) {
    /* The kernel has one word for "not yet", "no longer" and "never again"; the RFC has several. */
    case EPIPE:
    case ENOTCONN:
      if (state == TCP_LISTEN) return "foreign socket unspecified";
      return state == TCP_CLOSE ? "connection does not exist" : "connection closing";
    case ECONNRESET:
      return "connection reset";
    /* The others are what ICMP has to say about an attempt to connect. */
    case ECONNREFUSED:
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENOPROTOOPT:
    case EPROTO:
      return "connection refused";
    case ETIMEDOUT:
      return "connection aborted due to user timeout";
    /* bind(2) on a socket that is bound, connect(2) where the two sockets are those of another connection. */
    case EISCONN:
    case EALREADY:
    case EADDRINUSE:
    case EINVAL:
    case EADDRNOTAVAIL:
      return "connection already exists";
    case EAGAIN:
    case ENOBUFS:
    case ENOMEM:
    case EMFILE:
      return "insufficient resources";
    case EACCES:
    case EPERM:
      return "connection illegal for this process";
    default:
      return "other";
  }
}

void refuse_as(const char *what, const char *detail) { put("error %s: %s\n", what, detail); }

void refuse(int number, int state) { refuse_as(meaning(number, state), strerrorname_np(number)); }

static void tell(const struct connection *connection, const char *what) { put("tell %s %s\n", connection->id, what); }

/* What the user is told when the kernel ends a connection. */
static const char *indication(int number) {
  switch (number) {
    case ETIMEDOUT:
      return "timeout";
    /* The kernel's word for a RST in CLOSE-WAIT. */
    case EPIPE:
    case ECONNRESET:
      return "reset";
    /* ECONNREFUSED, EHOSTUNREACH and their like. */
    default:
      return "refused";
  }
}

/* ---- what there is ---- */

static int state_of_socket(int fd) {
  struct tcp_info info;
  socklen_t length = sizeof info;
  return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0 ? TCP_CLOSE : info.tcpi_state;
}

int connection_state(const struct connection *connection) {
  int state = connection->socket.fd < 0 ? TCP_CLOSE : state_of_socket(connection->socket.fd);
  if (state != TCP_CLOSE) return state;
  /* The socket knows nothing any more, as in TIME-WAIT. Where there is no connection the kernel tells of the listener. */
  state = state_between(&connection->sockets);
  return state == TCP_LISTEN ? TCP_CLOSE : state;
}

int connection_fd(const struct connection *connection) { return connection->socket.fd; }

static int has_urgent_text(int fd) {
  struct pollfd asked = { .fd = fd, .events = POLLPRI };
  return poll(&asked, 1, 0) > 0 && (asked.revents & POLLPRI) != 0;
}

/* ---- what happens ---- */

static void drop_rest(struct connection *connection) {
  while (connection->rest != NULL) {
    struct text *first = connection->rest;
    connection->rest = first->next;
    free(first);
  }
}

/* Lets go of the socket, which whoever calls it closes. */
static int release(struct connection *connection) {
  int fd = connection->socket.fd;
  connection->socket.fd = -1;
  drop_rest(connection);
  return fd;
}

/* Throws it away, with a RST where one is due (socket(7)). */
static void abort_socket(int fd) {
  struct linger none = { 1, 0 };
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  close(fd);
}

static void end_with(struct connection *connection, int number) {
  if (number == 0 || connection->error != 0) return;
  /* IP_RECVERR: what ICMP has to say is an error of the socket, and the connection goes on. */
  if (state_of_socket(connection->socket.fd) != TCP_CLOSE) return tell(connection, "soft error");
  connection->error = number;
  drop_rest(connection);
  tell(connection, indication(number));
}

static ssize_t send_octets(int fd, const uint8_t *octets, size_t length, int urgent) {
  return send(fd, octets, length, urgent ? MSG_NOSIGNAL | MSG_OOB : MSG_NOSIGNAL);
}

static void send_rest(struct connection *connection) {
  int fd = connection->socket.fd;
  while (connection->rest != NULL) {
    struct text *first = connection->rest;
    ssize_t taken = send_octets(fd, first->octets, first->length, first->urgent);
    if (taken < 0) return;
    if ((size_t)taken < first->length) {
      first->length -= (size_t)taken;
      memmove(first->octets, first->octets + taken, first->length);
      return;
    }
    connection->rest = first->next;
    free(first);
  }
  if (!connection->close_when_sent) return;
  connection->close_when_sent = 0;
  shutdown(fd, SHUT_WR);
}

void establish(struct connection *connection) {
  if (connection->established) return;
  connection->established = 1;
  tell(connection, "established");
}

static int take_error(int fd) {
  int number = 0;
  socklen_t length = sizeof number;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &length);
  return number;
}

static void attend(struct watched *watched, uint32_t events) {
  struct connection *connection = (struct connection *)watched;
  if (events & EPOLLERR) end_with(connection, take_error(watched->fd));
  if (connection->error != 0) return;
  if (events & EPOLLOUT) {
    int state = state_of_socket(watched->fd);
    if (state != TCP_SYN_SENT && state != TCP_SYN_RECV && state != TCP_CLOSE) establish(connection);
    send_rest(connection);
  }
  /* Urgent text comes before the end of the stream. */
  if ((events & EPOLLPRI) && !connection->urgent) {
    connection->urgent = 1;
    tell(connection, "urgent data");
  }
  if ((events & EPOLLRDHUP) && !connection->ended) {
    connection->ended = 1;
    tell(connection, "end of stream");
  }
}

struct connection *new_connection(const char *id, const struct sockets *sockets, int fd) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (connection == NULL || (connection->id = strdup(id)) == NULL) fail("memory");
  connection->socket = (struct watched){ fd, attend };
  connection->sockets = *sockets;
  watch(&connection->socket, EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET);
  return connection;
}

void free_connection(struct connection *connection) {
  if (connection->socket.fd >= 0) abort_socket(release(connection));
  free(connection->id);
  free(connection);
}

/* ---- the user calls ---- */

static void refuse_here(const struct connection *connection, int number) {
  refuse(number, connection_state(connection));
}

/* As the kernel would have it, an error is reported once; later calls find that there is no connection. */
static void report_error(struct connection *connection) {
  int number = connection->error;
  connection->error = ENOTCONN;
  refuse_here(connection, number);
}

/* A call has failed. Unless that is all there is to it, it is how one learns that the connection has ended. */
static void refused(struct connection *connection, int number) {
  if (number != EAGAIN && number != EPIPE && number != ENOTCONN) end_with(connection, number);
  if (connection->error == 0) refuse_here(connection, number);
  else report_error(connection);
}

/* Behind what the kernel has not taken yet, to be sent when it does. */
void connection_queue(struct connection *connection, const uint8_t *octets, size_t length, int urgent) {
  struct text **end = &connection->rest, *text = malloc(sizeof *text + length);
  if (text == NULL) fail("memory");
  *text = (struct text){ NULL, urgent, length };
  memcpy(text->octets, octets, length);
  while (*end != NULL) end = &(*end)->next;
  *end = text;
  send_rest(connection);
}

/*
 * What is not taken at once, in SYN-SENT or as there is not room for all of it, follows when it is: a program whose calls wait would
 * have it so. Where there is no room at all nothing is.
 */
void connection_send(struct connection *connection, const uint8_t *octets, size_t length, int urgent) {
  ssize_t taken = -1;
  int waits;
  if (connection->socket.fd < 0) return refuse_here(connection, ENOTCONN);
  if (connection->error != 0) return report_error(connection);
  waits = state_of_socket(connection->socket.fd) == TCP_SYN_SENT;
  errno = EAGAIN;
  if (connection->rest == NULL) taken = send_octets(connection->socket.fd, octets, length, urgent);
  if (taken < 0 && !(errno == EAGAIN && waits)) return refused(connection, errno);
  if (taken < 0) taken = 0;
  if ((size_t)taken < length) connection_queue(connection, octets + taken, length - (size_t)taken, urgent);
  settle();
  put("ok\n");
}

void connection_receive(struct connection *connection, size_t limit) {
  uint8_t *text = malloc(limit + 1);
  size_t length = 0;
  ssize_t got = 1;
  int number = 0;
  if (text == NULL) fail("memory");
  if (connection->socket.fd < 0) {
    free(text);
    return refuse_here(connection, ENOTCONN);
  }
  /* The kernel stops at the urgent mark and goes on in the next call. */
  while (got > 0 && length < limit) {
    got = recv(connection->socket.fd, text + length, limit - length, 0);
    if (got < 0) number = errno;
    else length += (size_t)got;
  }
  connection->urgent = connection->urgent && has_urgent_text(connection->socket.fd);
  settle();
  if (length == 0 && got < 0 && number != EAGAIN) {
    refused(connection, number);
  } else if (length == 0 && got == 0 && connection->error != 0) {
    /* After a RST, too, the kernel says no more than that nothing will come. */
    report_error(connection);
  } else {
    put("ok ");
    put_octets(text, length);
    put(got == 0 && connection->error == 0 ? " end\n" : "\n");
  }
  free(text);
}

/* RFC 9293 3.10.4: in SYN-SENT the connection is dropped, later on it is closed one way. */
void connection_close(struct connection *connection) {
  int fd = connection->socket.fd;
  if (fd < 0) return refuse_here(connection, ENOTCONN);
  if (state_of_socket(fd) == TCP_SYN_SENT) close(release(connection));
  else if (connection->rest != NULL) connection->close_when_sent = 1;
  else if (shutdown(fd, SHUT_WR) < 0) return refuse_here(connection, errno);
  settle();
  put("ok\n");
}

void connection_abort(struct connection *connection) {
  int state = connection_state(connection);
  if (connection->socket.fd >= 0) abort_socket(release(connection));
  settle();
  if (state == TCP_CLOSE) refuse(ENOTCONN, state);
  else put("ok\n");
}

void connection_status(const struct connection *connection) {
  int fd = connection->socket.fd, waiting = 0;
  struct tcp_info info;
  socklen_t length = sizeof info;
  size_t rest = 0;
  put("ok %s", state_name(connection_state(connection)));
  if (fd >= 0) {
    if (ioctl(fd, SIOCOUTQ, &waiting) < 0) waiting = 0;
    for (const struct text *text = connection->rest; text != NULL; text = text->next) rest += text->length;
    put(" unacknowledged=%zu urgent-ahead=%s", (size_t)waiting + rest, has_urgent_text(fd) ? "yes" : "no");
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0)
      put(" rto=%u000 srtt=%u000 cwnd=%u mss=%u", info.tcpi_rto, info.tcpi_rtt, info.tcpi_snd_cwnd, info.tcpi_snd_mss);
  }
  put("\n");
}
