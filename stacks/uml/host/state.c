/* The states of connections, also of those that no descriptor shows: sock_diag(7). */

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

/* include/net/tcp_states.h: a SYN-RECEIVED without a socket. */
#define TCP_NEW_SYN_RECV 12

const char *state_name(int state) {
  static const char *const NAMES[] = {
    [TCP_ESTABLISHED] = "ESTABLISHED", [TCP_SYN_SENT] = "SYN-SENT",   [TCP_SYN_RECV] = "SYN-RECEIVED",
    [TCP_FIN_WAIT1] = "FIN-WAIT-1",    [TCP_FIN_WAIT2] = "FIN-WAIT-2", [TCP_TIME_WAIT] = "TIME-WAIT",
    [TCP_CLOSE] = "CLOSED",            [TCP_CLOSE_WAIT] = "CLOSE-WAIT", [TCP_LAST_ACK] = "LAST-ACK",
    [TCP_LISTEN] = "LISTEN",           [TCP_CLOSING] = "CLOSING",     [TCP_NEW_SYN_RECV] = "SYN-RECEIVED",
  };
  return NAMES[state];
}

static void fill(const struct sockaddr_storage *socket, __be16 *port, __be32 address[4]) {
  const struct sockaddr_in *in = (const struct sockaddr_in *)socket;
  const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)socket;
  if (socket->ss_family == AF_INET) {
    *port = in->sin_port;
    memcpy(address, &in->sin_addr, sizeof in->sin_addr);
  } else {
    *port = in6->sin6_port;
    memcpy(address, &in6->sin6_addr, sizeof in6->sin6_addr);
  }
}

int state_between(const struct sockets *sockets) {
  struct {
    struct nlmsghdr header;
    struct inet_diag_req_v2 request;
  } question = {
    .header = { sizeof question, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, 0, 0 },
    .request = {
      .sdiag_family = (uint8_t)sockets->local.ss_family,
      .sdiag_protocol = IPPROTO_TCP,
      .idiag_states = UINT32_MAX,
      .id = { .idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } },
    },
  };
  union {
    struct nlmsghdr header;
    char octets[8192];
  } answer;
  int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG), state = TCP_CLOSE;
  fill(&sockets->local, &question.request.id.idiag_sport, question.request.id.idiag_src);
  fill(&sockets->foreign, &question.request.id.idiag_dport, question.request.id.idiag_dst);
  if (fd < 0 || send(fd, &question, sizeof question, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0) fail("sock_diag");
  close(fd);
  if (answer.header.nlmsg_type == SOCK_DIAG_BY_FAMILY)
    state = ((struct inet_diag_msg *)NLMSG_DATA(&answer.header))->idiag_state;
  return state;
}
