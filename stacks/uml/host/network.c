/* A network namespace for each scenario: nothing that a kernel remembers of a network lives longer than that. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host.h"

#define DEVICE "tun0"
/* The usual one, so that the kernel's MSS is the usual one too. */
#define MTU 1500
#define QUEUE_LENGTH 2048
#define LONGEST_DATAGRAM 65575

static void put_datagram(struct watched *watched, uint32_t events);

static struct watched tun = { .fd = -1, .attend = put_datagram };

static void must(int result, const char *what) {
  if (result < 0) fail(what);
}

/* Writes a setting of the namespace. */
static void set(const char *path, const char *value) {
  int fd = open(path, O_WRONLY);
  if (fd < 0 || write(fd, value, strlen(value)) < 0) fail(path);
  close(fd);
}

int are_addresses(const char *ip4, const char *ip6) {
  struct in_addr in;
  struct in6_addr in6;
  return inet_pton(AF_INET, ip4, &in) == 1 && inet_pton(AF_INET6, ip6, &in6) == 1;
}

static struct ifreq interface(const char *name) {
  struct ifreq request = { 0 };
  strcpy(request.ifr_name, name);
  return request;
}

static void bring_up(int fd, const char *name) {
  struct ifreq request = interface(name);
  must(ioctl(fd, SIOCGIFFLAGS, &request), "SIOCGIFFLAGS");
  request.ifr_flags |= IFF_UP;
  must(ioctl(fd, SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");
}

/* The addresses are those of the loopback interface, where nothing looks for others that have them. */
static void configure4(int fd, const char *address) {
  struct ifreq request = interface("lo");
  struct sockaddr_in *in = (struct sockaddr_in *)&request.ifr_addr;
  struct rtentry route = { .rt_flags = RTF_UP, .rt_dev = DEVICE };
  in->sin_family = AF_INET;
  bring_up(fd, "lo");
  strcpy(request.ifr_name, "lo:0");
  inet_pton(AF_INET, address, &in->sin_addr);
  must(ioctl(fd, SIOCSIFADDR, &request), "SIOCSIFADDR");
  inet_pton(AF_INET, "255.255.255.255", &in->sin_addr);
  must(ioctl(fd, SIOCSIFNETMASK, &request), "SIOCSIFNETMASK");
  route.rt_dst.sa_family = route.rt_genmask.sa_family = AF_INET;
  must(ioctl(fd, SIOCADDRT, &route), "SIOCADDRT");
}

static void configure6(int fd, const char *address) {
  struct in6_ifreq request = { .ifr6_prefixlen = 128, .ifr6_ifindex = (int)if_nametoindex("lo") };
  struct in6_rtmsg route = { .rtmsg_flags = RTF_UP, .rtmsg_metric = 1, .rtmsg_ifindex = (int)if_nametoindex(DEVICE) };
  inet_pton(AF_INET6, address, &request.ifr6_addr);
  must(ioctl(fd, SIOCSIFADDR, &request), "SIOCSIFADDR, IPv6");
  must(ioctl(fd, SIOCADDRT, &route), "SIOCADDRT, IPv6");
}

static void configure(const char *ip4, const char *ip6) {
  int fd4 = socket(AF_INET, SOCK_DGRAM, 0), fd6 = socket(AF_INET6, SOCK_DGRAM, 0);
  struct ifreq request = interface(DEVICE);
  if (fd4 < 0 || fd6 < 0) fail("socket");
  request.ifr_mtu = MTU;
  must(ioctl(fd4, SIOCSIFMTU, &request), "SIOCSIFMTU");
  request.ifr_qlen = QUEUE_LENGTH;
  must(ioctl(fd4, SIOCSIFTXQLEN, &request), "SIOCSIFTXQLEN");
  /* No address of the link's own (IN6_ADDR_GEN_MODE_NONE), hence nothing that IPv6 says of itself. */
  set("/proc/sys/net/ipv6/conf/" DEVICE "/addr_gen_mode", "1");
  bring_up(fd4, DEVICE);
  configure4(fd4, ip4);
  configure6(fd6, ip6);
  close(fd4);
  close(fd6);
}

void calm_network(void) {
  static const char *const WAITS[] = {
    "/proc/sys/net/ipv4/neigh/default/interval_probe_time_ms", "/proc/sys/net/ipv4/neigh/default/base_reachable_time_ms",
    "/proc/sys/net/ipv6/neigh/default/interval_probe_time_ms", "/proc/sys/net/ipv6/neigh/default/base_reachable_time_ms",
  };
  for (size_t i = 0; i < sizeof WAITS / sizeof *WAITS; i++) set(WAITS[i], "1000000000");
}

void begin_network(const char *ip4, const char *ip6) {
  struct ifreq request = interface(DEVICE);
  if (tun.fd >= 0) close(tun.fd);
  must(unshare(CLONE_NEWNET), "unshare");
  tun.fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  must(tun.fd, "/dev/net/tun");
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  must(ioctl(tun.fd, TUNSETIFF, &request), "TUNSETIFF");
  configure(ip4, ip6);
  watch(&tun, EPOLLIN);
}

/* What the device refuses is no datagram of a version that it knows. */
void inject(const uint8_t *datagram, size_t length) {
  if (write(tun.fd, datagram, length) < 0 && errno != EINVAL) fail("write to the device");
}

static void put_datagram(struct watched *watched, uint32_t events) {
  static uint8_t datagram[LONGEST_DATAGRAM];
  ssize_t length = read(watched->fd, datagram, sizeof datagram);
  (void)events;
  if (length < 0) fail("read from the device");
  put("packet ");
  put_octets(datagram, (size_t)length);
  put("\n");
}
