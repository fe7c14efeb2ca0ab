/*
 * /dev/harness, a driver for User-mode Linux: the lines of the process protocol, which come in on one descriptor of the process
 * that the kernel is and go out on another.
 *
 * A read waits as a call of the machine below, and not as a task of this kernel does: the kernel stands still meanwhile, and
 * so does its time. In time travel with a processor of infinite speed (`time-travel=inf-cpu`) time passes only while every task
 * waits; so it passes when the host has been told to let it, and never because the harness thinks.
 */

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <os.h>
#include "chance.h"

/* The script that starts the kernel keeps these free for us (run.sh). */
#define COMMANDS 3
#define ANSWERS 4

#define MOST 65536

/* What a call of the machine below makes of at most MOST octets. */
static ssize_t carry(int (*call)(int fd, char *octets, size_t length), int fd, char *octets, size_t length) {
  ssize_t result;
  do result = call(fd, octets, length);
  while (result == -EINTR);
  return result;
}

static int take(int fd, char *octets, size_t length) { return os_read_file(fd, octets, length); }
static int give(int fd, char *octets, size_t length) { return os_write_file(fd, octets, length); }

static ssize_t harness_read(struct file *file, char __user *to, size_t length, loff_t *offset) {
  char *octets = kmalloc(MOST, GFP_KERNEL);
  ssize_t got;
  if (octets == NULL) return -ENOMEM;
  got = carry(take, COMMANDS, octets, min_t(size_t, length, MOST));
  if (got > 0 && copy_to_user(to, octets, got) != 0) got = -EFAULT;
  kfree(octets);
  return got;
}

static ssize_t harness_write(struct file *file, const char __user *from, size_t length, loff_t *offset) {
  char *octets = kmalloc(MOST, GFP_KERNEL);
  ssize_t given = min_t(size_t, length, MOST);
  if (octets == NULL) return -ENOMEM;
  if (copy_from_user(octets, from, given) != 0) given = -EFAULT;
  else given = carry(give, ANSWERS, octets, given);
  kfree(octets);
  return given;
}

/* Whatever is asked for, a scenario begins, with the argument as its seed. */
static long harness_begin(struct file *file, unsigned int request, unsigned long seed) {
  begin_scenario((u32)seed);
  return 0;
}

static const struct file_operations OPERATIONS = {
  .owner = THIS_MODULE,
  .read = harness_read,
  .write = harness_write,
  .unlocked_ioctl = harness_begin,
};

static struct miscdevice device = { .minor = MISC_DYNAMIC_MINOR, .name = "harness", .fops = &OPERATIONS };

static int __init harness_init(void) { return misc_register(&device); }
device_initcall(harness_init);
