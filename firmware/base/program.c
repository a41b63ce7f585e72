#include "base/program.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *program_version(void)
{
    return DIEMDANH_VERSION;
}

int program_answer(int argc, char **argv, const char *name, const char *help)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (!strcmp(argv[i], "--help")) {
            fputs(help, stdout);
            return 1;
        }
        if (!strcmp(argv[i], "--version")) {
            printf("%s %s\n", name, DIEMDANH_VERSION);
            return 1;
        }
    }
    return 0;
}

int program_fail(const char *name, const struct error *err)
{
    const char *text = err->text[0] ? err->text : error_text(err->code);
    /* A text that begins with a file's place (FILE:LINE: ...) stands alone, as compilers' do. */
    const char *colon = strchr(text, ':');
    const char *space = strchr(text, ' ');
    if (colon && space && colon < space)
        fprintf(stderr, "%s\n", text);
    else
        fprintf(stderr, "%s: %s\n", name, text);
    return error_exit_status(err->code);
}

int program_sibling(const char *name, char *path, unsigned capacity)
{
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0)
        return ERROR_IO;
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    if (!slash)
        return ERROR_IO;
    slash[1] = '\0';
    int wanted = snprintf(path, capacity, "%s%s", self, name);
    return wanted < 0 || (unsigned)wanted >= capacity ? ERROR_IO : 0;
}

void program_keep_stdio(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            continue;
        int opened = open("/dev/null", O_RDWR);
        if (opened >= 0 && opened != fd) {
            dup2(opened, fd);
            close(opened);
        }
    }
}
