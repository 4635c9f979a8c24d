/*
 * A disk that fails on demand, for files below DISK_FOLDER: what the file DISK_FAULT says ("write 28", "sync 5": the call and
 * its errno) fails until that file is gone. Linked before libc (LD_PRELOAD); the program knows nothing of it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fault(int fd, const char *kind) {
  const char *folder = getenv("DISK_FOLDER"), *control = getenv("DISK_FAULT");
  if (!folder || !control) return 0;
  int file = syscall(SYS_openat, AT_FDCWD, control, O_RDONLY);
  if (file < 0) return 0;
  char text[64] = {0}, call[16] = {0}, link[64], path[4096];
  long length = syscall(SYS_read, file, text, sizeof text - 1);
  syscall(SYS_close, file);
  int code = 0;
  if (length <= 0 || sscanf(text, "%15s %d", call, &code) != 2 || strcmp(call, kind) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = 0;
  return strncmp(path, folder, strlen(folder)) == 0 ? code : 0;
}

#define CALL(result, name, kind, parameters, arguments)         \
  result name parameters {                                      \
    static result(*real) parameters;                            \
    if (!real) real = dlsym(RTLD_NEXT, #name);                  \
    int saved = errno, code = fault(fd, kind);                  \
    if (code) { errno = code; return -1; }                      \
    errno = saved;                                              \
    return real arguments;                                      \
  }

CALL(ssize_t, write, "write", (int fd, const void *data, size_t size), (fd, data, size))
CALL(ssize_t, pwrite, "write", (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
CALL(ssize_t, pwrite64, "write", (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
CALL(int, fsync, "sync", (int fd), (fd))
CALL(int, fdatasync, "sync", (int fd), (fd))
