/* lwIP as one interface on a network, without threads and in virtual time. */

#include <stdlib.h>

#include "host.h"
#include "lwip/init.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/sys.h"
#include "lwip/tcpip.h"
#include "lwip/timeouts.h"

#define MILLISECOND UINT64_C(1000000)
#define LONGEST_DATAGRAM 65535
#define ETHERNET_MTU 1500

static uint64_t now;
static struct netif interface;

/*
 * Debian's library asks these of the system around it, and finds ours before its own. There is one thread, so the core
 * is never locked; and what other threads would be asked to do is done in `settle`.
 */

u32_t sys_now(void) { return (u32_t)(now / MILLISECOND); }

void sys_check_core_locking(void) {}

/* lwIP asks for `netif_poll` in this way, when it has sent something to itself. */
err_t tcpip_try_callback(tcpip_callback_fn function, void *context) {
  LWIP_UNUSED_ARG(function);
  LWIP_UNUSED_ARG(context);
  return ERR_OK;
}

int read_address(const char *word, ip_addr_t *address) { return ipaddr_aton(word, address); }

static err_t transmit(struct pbuf *datagram) {
  static uint8_t octets[LONGEST_DATAGRAM];
  put("packet ");
  put_octets(octets, pbuf_copy_partial(datagram, octets, sizeof octets, 0));
  put("\n");
  return ERR_OK;
}

static err_t transmit4(struct netif *netif, struct pbuf *datagram, const ip4_addr_t *next_hop) {
  LWIP_UNUSED_ARG(netif);
  LWIP_UNUSED_ARG(next_hop);
  return transmit(datagram);
}

static err_t transmit6(struct netif *netif, struct pbuf *datagram, const ip6_addr_t *next_hop) {
  LWIP_UNUSED_ARG(netif);
  LWIP_UNUSED_ARG(next_hop);
  return transmit(datagram);
}

static err_t begin_interface(struct netif *netif) {
  netif->name[0] = 't';
  netif->name[1] = 's';
  netif->mtu = ETHERNET_MTU;
  netif->output = transmit4;
  netif->output_ip6 = transmit6;
  netif->flags |= NETIF_FLAG_LINK_UP;
  return ERR_OK;
}

void begin_network(unsigned seed, const ip_addr_t *ip4, const ip_addr_t *ip6) {
  ip4_addr_t nobody_else, no_gateway;
  IP4_ADDR(&nobody_else, 255, 255, 255, 255);
  ip4_addr_set_any(&no_gateway);
  srand(seed);
  lwip_init();
  netif_add(&interface, ip_2_ip4(ip4), &nobody_else, &no_gateway, NULL, begin_interface, ip_input);
  netif_set_default(&interface);
  netif_ip6_addr_set(&interface, 0, ip_2_ip6(ip6));
  netif_ip6_addr_set_state(&interface, 0, IP6_ADDR_PREFERRED);
  netif_set_up(&interface);
  /* There is no router to be asked for. */
  interface.rs_count = 0;
}

void settle(void) { netif_poll(&interface); }

void packet(char **words, int count) {
  const uint8_t *octets;
  size_t length;
  struct pbuf *datagram;
  LWIP_UNUSED_ARG(count);
  if (!read_octets(words[1], &octets, &length)) return not_understood("octets");
  /* What has no octets, or more than IP can count, is no datagram. */
  if (length > 0 && length <= LONGEST_DATAGRAM) {
    /* Not from PBUF_POOL: Debian's library makes those for an MSS of 536, and writes beyond their ends. */
    datagram = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_RAM);
    pbuf_take(datagram, octets, (u16_t)length);
    if (interface.input(datagram, &interface) != ERR_OK) pbuf_free(datagram);
    settle();
  }
  put("ok\n");
}

void advance(char **words, int count) {
  uint64_t until;
  LWIP_UNUSED_ARG(count);
  if (!read_number(words[1], UINT64_MAX, &until)) return not_understood("time");
  if (until < now) return not_understood("time never goes back");
  while (!has_news()) {
    u32_t wait = sys_timeouts_sleeptime();
    uint64_t next = (now / MILLISECOND + wait) * MILLISECOND;
    if (wait == SYS_TIMEOUTS_SLEEPTIME_INFINITE || next > until) {
      now = until;
      break;
    }
    if (next > now) now = next;
    sys_check_timeouts();
    settle();
  }
  put("ok %llu\n", (unsigned long long)now);
}
