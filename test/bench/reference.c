/* the yardstick of the benchmark: a small sd-bus service and a client that times calls from inside the process
 *
 *   reference serve                          owns org.llmos.Reference1: Echo(s, a{sv}), after the same question to polkit
 *   reference call COUNT DEST PATH INTERFACE MEMBER [TEXT]
 *                                            prints one line of microseconds for each call; `Exec` takes its TEXT as argv
 *   reference time COUNT PROGRAM [ARGUMENT]  the same for a whole process
 *
 * build: cc -O2 -o reference reference.c -lsystemd */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <time.h>
#include <unistd.h>

static int fail(const char *what, int error) {
        fprintf(stderr, "reference: %s: %s\n", what, strerror(-error));
        return EXIT_FAILURE;
}

static uint64_t now_us(void) {
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (uint64_t) t.tv_sec * 1000000u + (uint64_t) t.tv_nsec / 1000u;
}

/* the same question as the helper's, about the same kind of subject */
static int ask_polkit(sd_bus *bus, const char *sender) {
        sd_bus_error error = SD_BUS_ERROR_NULL;
        sd_bus_message *reply = NULL;
        int r = sd_bus_call_method(bus, "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority",
                                   "org.freedesktop.PolicyKit1.Authority", "CheckAuthorization", &error, &reply,
                                   "(sa{sv})sa{ss}us", "system-bus-name", 1, "name", "s", sender,
                                   "org.llmos.operator1.echo", 0, 0u, "");
        sd_bus_error_free(&error);
        sd_bus_message_unref(reply);
        return r;
}

static int on_echo(sd_bus_message *message, void *userdata, sd_bus_error *error) {
        const char *text;
        int r = sd_bus_message_read(message, "s", &text);
        if (r < 0)
                return r;
        r = ask_polkit(sd_bus_message_get_bus(message), sd_bus_message_get_sender(message));
        if (r < 0)
                return r;
        return sd_bus_reply_method_return(message, "sa{sv}", text, 0);
}

static const sd_bus_vtable vtable[] = {
        SD_BUS_VTABLE_START(0),
        SD_BUS_METHOD("Echo", "sa{sv}", "sa{sv}", on_echo, SD_BUS_VTABLE_UNPRIVILEGED),
        SD_BUS_VTABLE_END
};

static int serve(void) {
        sd_bus *bus = NULL;
        int r = sd_bus_open_system(&bus);
        if (r < 0)
                return fail("open", r);
        r = sd_bus_add_object_vtable(bus, NULL, "/org/llmos/Reference1", "org.llmos.Reference1", vtable, NULL);
        if (r < 0)
                return fail("vtable", r);
        r = sd_bus_request_name(bus, "org.llmos.Reference1", 0);
        if (r < 0)
                return fail("name", r);
        for (;;) {
                r = sd_bus_process(bus, NULL);
                if (r < 0)
                        return fail("process", r);
                if (r == 0)
                        r = sd_bus_wait(bus, UINT64_MAX);
                if (r < 0)
                        return fail("wait", r);
        }
}

static int one_call(sd_bus *bus, char **argv, const char *text) {
        sd_bus_error error = SD_BUS_ERROR_NULL;
        sd_bus_message *reply = NULL;
        uint64_t start = now_us();
        int r;
        if (text && strcmp(argv[3], "Exec") == 0)
                r = sd_bus_call_method(bus, argv[0], argv[1], argv[2], argv[3], &error, &reply, "asa{sv}", 1, text, 0);
        else if (text)
                r = sd_bus_call_method(bus, argv[0], argv[1], argv[2], argv[3], &error, &reply, "sa{sv}", text, 0);
        else
                r = sd_bus_call_method(bus, argv[0], argv[1], argv[2], argv[3], &error, &reply, NULL);
        if (r >= 0)
                printf("%llu\n", (unsigned long long) (now_us() - start));
        else
                fprintf(stderr, "reference: %s\n", error.message ? error.message : strerror(-r));
        sd_bus_error_free(&error);
        sd_bus_message_unref(reply);
        return r;
}

static int call(int argc, char **argv) {
        sd_bus *bus = NULL;
        int r = sd_bus_open_system(&bus);
        if (r < 0)
                return fail("open", r);
        long count = strtol(argv[2], NULL, 10);
        for (long i = 0; i < count; i++) {
                r = one_call(bus, argv + 3, argc > 7 ? argv[7] : NULL);
                if (r < 0)
                        return EXIT_FAILURE;
        }
        return EXIT_SUCCESS;
}

static int time_process(long count, char **argv) {
        for (long i = 0; i < count; i++) {
                uint64_t start = now_us();
                int status;
                pid_t pid = fork();
                if (pid == 0) {
                        execvp(argv[0], argv);
                        _exit(127);
                }
                if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
                        return EXIT_FAILURE;
                printf("%llu\n", (unsigned long long) (now_us() - start));
        }
        return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
        if (argc == 2 && strcmp(argv[1], "serve") == 0)
                return serve();
        if (argc >= 7 && strcmp(argv[1], "call") == 0)
                return call(argc, argv);
        if (argc >= 4 && strcmp(argv[1], "time") == 0)
                return time_process(strtol(argv[2], NULL, 10), argv + 3);
        fprintf(stderr, "usage: reference serve | reference time COUNT PROGRAM | reference call COUNT DEST PATH INTERFACE MEMBER [TEXT]\n");
        return 2;
}
