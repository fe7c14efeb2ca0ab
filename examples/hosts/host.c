/* A tcpspec host to begin yours from (docs/process-protocol.md); it runs as it is: cc -O2 -o host host.c && ./host
 * It is a TCP without connections, in CLOSED for ever, which answers every segment with a reset (RFC 9293 3.10.7.1). */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* What your stack can do follows its version: user-calls active-open half-close simultaneous-open status urgent-data */
#define INTRODUCTION "my-tcp 0.1"
enum { FIN = 0x01, SYN = 0x02, RST = 0x04, ACK = 0x10, TCP = 6, MOST = 65575 };

struct packet {
    const uint8_t *source, *destination, *segment;
    size_t address_length, length;
};

static uint8_t own4[4], own6[16];

/* Finds out what TCP gets of a datagram; false where that is not for TCP. */
static bool ip_payload(const uint8_t *d, size_t length, struct packet *packet) {
    if (length >= 20 && d[0] >> 4 == 4) {
        size_t header = (d[0] & 15) * 4, total = d[2] << 8 | d[3];
        *packet = (struct packet){d + 12, d + 16, d + header, 4, total - header};
        return d[9] == TCP && !(d[6] & 0x3f) && !d[7] && header >= 20 && header <= total && total <= length;
    }
    if (length < 40 || d[0] >> 4 != 6) return false;
    *packet = (struct packet){d + 8, d + 24, d + 40, 16, d[4] << 8 | d[5]};
    return d[6] == TCP && packet->length <= length - 40;
}

/* RFC 1071 */
static uint32_t add_up(uint32_t sum, const uint8_t *octets, size_t length) {
    for (size_t i = 0; i < length; i++) sum += i % 2 ? octets[i] : octets[i] << 8;
    return (sum & 0xffff) + (sum >> 16);
}

/* RFC 9293 3.1: with a pseudo-header, whose sum is the same for both versions of IP. 0 where it is right. */
static uint16_t checksum(const struct packet *packet) {
    uint32_t sum = add_up(TCP + (uint32_t)packet->length, packet->source, packet->address_length);
    sum = add_up(sum, packet->destination, packet->address_length);
    sum = add_up(sum, packet->segment, packet->length);
    return ~add_up(sum, NULL, 0);
}

/* With a header of IP before the segment, of at most 65,535 octets in all. */
static void say_packet(const struct packet *packet) {
    size_t n = packet->address_length, header = n == 4 ? 20 : 40, addresses = header - 2 * n, length = packet->length;
    size_t size = n == 4 ? header + length : length;
    uint8_t ip4[] = {0x45, 0, size >> 8, size, [8] = 64, TCP, 0, 0}, ip6[] = {0x60, 0, 0, 0, size >> 8, size, TCP, 64};
    static uint8_t datagram[MOST];
    memcpy(datagram, n == 4 ? ip4 : ip6, addresses);
    memcpy(datagram + addresses, packet->source, n);
    memcpy(datagram + addresses + n, packet->destination, n);
    memcpy(datagram + header, packet->segment, length);
    uint16_t sum = htons((uint16_t)~add_up(add_up(0, datagram, header), NULL, 0));
    if (n == 4) memcpy(datagram + 10, &sum, 2);
    for (size_t i = 0; i < header + length; i++) printf(i == 0 ? "packet %02x" : "%02x", datagram[i]);
    putchar('\n');
}

/* YOUR STACK TAKES THE PLACE OF THESE FUNCTIONS. It speaks by say_packet() and printf("tell %s established\n", id). */

/* A new scenario begins, at time 0; all chance follows from the seed. What is for people goes to stderr. */
static void stack_reset(uint32_t seed) { (void)seed; }

/* A datagram has arrived; it may be wrong in every way there is. */
static void stack_packet(const uint8_t *datagram, size_t length) {
    struct packet in;
    if (!ip_payload(datagram, length, &in) || in.length < 20 || checksum(&in) != 0) return;
    if (memcmp(in.destination, in.address_length == 4 ? own4 : own6, in.address_length) != 0) return;
    size_t header = (in.segment[12] >> 4) * 4;
    uint8_t flags = in.segment[13];
    if (header < 20 || header > in.length || flags & RST) return;
    uint8_t reset[20] = {in.segment[2], in.segment[3], in.segment[0], in.segment[1], [12] = 5 << 4, RST};
    if (!(flags & ACK)) reset[13] |= ACK;
    if (flags & ACK) {
        memcpy(reset + 4, in.segment + 8, 4);
    } else {
        uint32_t number;
        memcpy(&number, in.segment + 4, 4);
        number = htonl(ntohl(number) + (uint32_t)(in.length - header) + !!(flags & SYN) + !!(flags & FIN));
        memcpy(reset + 8, &number, 4);
    }
    struct packet out = {in.destination, in.source, reset, in.address_length, sizeof reset};
    uint16_t sum = htons(checksum(&out));
    memcpy(reset + 16, &sum, 2);
    say_packet(&out);
}

/* Time passes, from timer to timer, until then or until something was said; returns when that is (ns). */
static uint64_t stack_advance(uint64_t until) { return until; }

/* The user calls (RFC 9293 3.9.1), with their words, NULL behind the last: what ends the answer. None of them waits. */
static const char *stack_call(char **words) {
    if (strcmp(words[0], "open") == 0) return "error not supported: this TCP makes no connections";
    if (strcmp(words[0], "status") == 0) return "ok CLOSED";
    static const char *others[] = {"send", "receive", "close", "abort"};
    for (size_t i = 0; i < 4; i++)
        if (strcmp(words[0], others[i]) == 0) return "error connection does not exist";
    return "error not understood: no such command";
}

/* The octets of a word; -1 where it is none. */
static long octets_of(const char *word, uint8_t *octets) {
    static const char *digits = "0123456789abcdef0123456789ABCDEF";
    size_t count = strcmp(word, "-") == 0 ? 0 : strlen(word);
    if (count % 2 || count / 2 > MOST || strspn(word, digits) < count) return -1;
    for (size_t i = 0; i < count; i++) {
        uint8_t digit = (strchr(digits, word[i]) - digits) % 16;
        octets[i / 2] = (uint8_t)(octets[i / 2] << 4 | digit);
    }
    return (long)count / 2;
}

static void answer(char *line) {
    static uint8_t octets[MOST];
    char *words[11] = {strtok(line, " ")};
    for (size_t i = 0; i < 9 && words[i]; i++) words[i + 1] = strtok(NULL, " ");
    const char *command = words[0] ? words[0] : "", *first = words[0] && words[1] ? words[1] : "";
    long length = octets_of(first, octets);
    uint64_t number;
    bool is_number = sscanf(first, "%" SCNu64, &number) == 1;
    if (strcmp(command, "tcpspec") == 0) {
        puts(strcmp(first, "1") == 0 ? "ok " INTRODUCTION : "error I speak 1");
    } else if (strcmp(command, "reset") == 0 && is_number && words[2] && words[3]) {
        inet_pton(AF_INET, words[2], own4);
        inet_pton(AF_INET6, words[3], own6);
        stack_reset((uint32_t)number);
        puts("ok");
    } else if (strcmp(command, "packet") == 0 && length >= 0) {
        stack_packet(octets, (size_t)length);
        puts("ok");
    } else if (strcmp(command, "advance") == 0 && is_number) {
        printf("ok %" PRIu64 "\n", stack_advance(number));
    } else {
        puts(words[0] && words[1] ? stack_call(words) : "error not understood: no such command");
    }
}

int main(void) {
    static char line[2 * MOST + 100];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        answer(line);
        fflush(stdout);
    }
    return 0;
}
