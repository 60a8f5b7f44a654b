// A disk that fails when it is told to. Loaded before the C library, it looks at what is written to Kvart's database and to
// the log beside it, and lets everything else by. The order stands in the file that FAILING_DISK names:
//   full         no write finds room
//   fail N TEXT  the N-th write or flush from now on fails, once; TEXT tells one order from the next
//   (nothing)    all is well
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int ends_with(const char *text, const char *ending) {
    size_t n_text = strlen(text), n_ending = strlen(ending);
    return n_ending <= n_text && strcmp(text + n_text - n_ending, ending) == 0;
}

static int is_database(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return ends_with(path, "/kvart.db") || ends_with(path, "/kvart.db-wal");
}

static void read_order(char *order, size_t n_order) {
    order[0] = 0;
    const char *name = getenv("FAILING_DISK");
    int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return;
    ssize_t n = read(fd, order, n_order - 1);
    order[n < 0 ? 0 : n] = 0;
    close(fd);
}

// Returns the error that a write or a flush is to end with, 0 for none.
static int fault(int fd, int is_flush) {
    static char last[128];
    static int n_seen;
    int saved = errno, error = 0, nth;
    if (is_database(fd)) {
        char order[128];
        read_order(order, sizeof order);
        if (strcmp(order, last) != 0) {
            strcpy(last, order);
            n_seen = 0;
        }
        n_seen++;
        if (strncmp(order, "full", 4) == 0 && !is_flush) error = ENOSPC;
        if (sscanf(order, "fail %d", &nth) == 1 && n_seen == nth) error = EIO;
    }
    errno = saved;
    return error;
}

#define GUARD(is_flush) \
    int error = fault(fd, is_flush); \
    if (error) { errno = error; return -1; }

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);

ssize_t write(int fd, const void *bytes, size_t n) {
    REAL(ssize_t, "write", int, const void *, size_t)
    GUARD(0)
    return real(fd, bytes, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)
    GUARD(0)
    return real(fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)
    GUARD(0)
    return real(fd, bytes, n, at);
}

int fsync(int fd) {
    REAL(int, "fsync", int)
    GUARD(1)
    return real(fd);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int)
    GUARD(1)
    return real(fd);
}
