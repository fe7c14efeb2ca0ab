/*
 * The yardstick of bench/tun.ts: SYN -> SYN,ACK round trips over TUN with blocking calls and nothing else.
 *
 * Descriptor 3 is a TUN device; the file named by the argument holds pairs of datagrams of the same length, a SYN and a
 * RST that takes it back. Prints the nanoseconds from the SYN to the answer, one line for each pair.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { DEVICE = 3, LENGTH = 40, MOST = 65536 };

static long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int fail(const char *what)
{
    perror(what);
    return 1;
}

int main(int count, char **arguments)
{
    static struct {
        unsigned char syn[LENGTH], rst[LENGTH];
    } pairs[MOST];
    static long times[MOST];
    unsigned char answer[2048];

    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    if (file == NULL) return fail("usage: syn-loop file");
    size_t trips = fread(pairs, sizeof pairs[0], MOST, file);
    if (fcntl(DEVICE, F_SETFL, O_RDWR) < 0) return fail("fcntl");

    for (size_t i = 0; i < trips; i++) {
        long start = now();
        if (write(DEVICE, pairs[i].syn, LENGTH) != LENGTH) return fail("write");
        if (read(DEVICE, answer, sizeof answer) < 40) return fail("read");
        times[i] = now() - start;
        if (write(DEVICE, pairs[i].rst, LENGTH) != LENGTH) return fail("write");
    }
    for (size_t i = 0; i < trips; i++) printf("%ld\n", times[i]);
    return 0;
}
