"""Talks to the kernel as Jupyter does: see tools/ci/notebooks.

    kernel.py [STARTS]     starts it so often, one if no number is given
"""

import queue
import sys
import time

from jupyter_client.manager import KernelManager

SECONDS = 60


class Wrong(Exception):
    """What the kernel did, for people."""


def expect(condition, what):
    if not condition:
        raise Wrong(what)


class Kernel:
    def __init__(self):
        self.manager = KernelManager(kernel_name="workbook-java")
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=SECONDS)

    def reply(self, request):
        while True:
            message = self.client.get_shell_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") == request:
                return message["content"]

    def published(self, request):
        """All that is said of a request, up to its end."""
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["content"].get("execution_state") == "idle":
                return messages
            messages.append(message)

    def run(self, code):
        request = self.client.execute(code)
        return self.reply(request), self.published(request)

    def end(self):
        self.client.shutdown()
        began = time.monotonic()
        while self.manager.is_alive() and time.monotonic() < began + SECONDS:
            time.sleep(0.05)
        alive = self.manager.is_alive()
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        expect(not alive, "it does not end when it is shut down")


def of_type(messages, kind):
    return [message["content"] for message in messages if message["msg_type"] == kind]


def text(messages):
    return "".join(content["text"] for content in of_type(messages, "stream"))


def values(kernel):
    reply, messages = kernel.run("int x = 6;\nx * 7")
    expect(reply["status"] == "ok", reply)
    expect(of_type(messages, "execute_result")[0]["data"] == {"text/plain": "42"}, messages)
    reply, messages = kernel.run('"<b>" + x')
    expect(of_type(messages, "execute_result")[0]["data"] == {"text/plain": '"<b>6"'}, messages)


def errors(kernel):
    reply, messages = kernel.run('var one = 1;\nthrow new Exception("a", new Error("b"));')
    expect(reply["status"] == "error" and reply["ename"] == "java.lang.Exception", reply)
    error = of_type(messages, "error")[0]
    expect("Caused by: java.lang.Error: b" in error["traceback"], error)
    expect(any("line 2" in line for line in error["traceback"]), error)
    reply, _ = kernel.run("no();")
    expect("line 1" in reply["evalue"] and "no" in reply["evalue"], reply)


def what_follows_an_error_is_aborted(kernel):
    requests = [kernel.client.execute(code) for code in
                ('Thread.sleep(500);\nthrow new Exception("first");', "int aborted = 1;")]
    replies = [kernel.reply(request) for request in requests]
    expect([reply["status"] for reply in replies] == ["error", "aborted"], replies)
    reply, _ = kernel.run("1")
    expect(reply["status"] == "ok", reply)


def interrupts(kernel):
    for code in ('{ IO.println("begun"); while (true) { } }',
                 'IO.println("begun");\nThread.sleep(Long.MAX_VALUE);'):
        request = kernel.client.execute(code)
        while True:
            message = kernel.client.get_iopub_msg(timeout=SECONDS)
            if message["msg_type"] == "stream" and "begun" in message["content"]["text"]:
                break
        kernel.manager.interrupt_kernel()
        reply = kernel.reply(request)
        expect(reply["status"] == "error", reply)
    reply, messages = kernel.run("x")
    expect(of_type(messages, "execute_result")[0]["data"]["text/plain"] == "6",
           "what was declared is gone after an interrupt")


def late_lines(kernel):
    request = kernel.client.execute("""
        Thread.startVirtualThread(() -> {
            try { Thread.sleep(700); } catch (InterruptedException e) { }
            IO.println("late");
        });
        """)
    kernel.reply(request)
    expect("late" not in text(kernel.published(request)), "it is not late")
    while True:
        message = kernel.client.get_iopub_msg(timeout=SECONDS)
        if message["msg_type"] == "stream":
            break
    expect(message["content"]["text"] == "late\n", message)
    expect(message["parent_header"]["msg_id"] == request, "a late line has lost its cell")


def help_at_the_cursor(kernel):
    reply = kernel.reply(kernel.client.complete('var s = "😀"; List.o'))
    expect(any(match.startswith("of") for match in reply["matches"]), reply)
    expect(reply["cursor_end"] - reply["cursor_start"] == 1, reply)
    reply = kernel.reply(kernel.client.inspect("Math.max("))
    expect(reply["found"] and "int Math.max(int a, int b)" in reply["data"]["text/plain"], reply)
    expect(not kernel.reply(kernel.client.inspect("nothing"))["found"], "found nothing")
    for code, status in (("int y = 1;", "complete"), ("int y() {", "incomplete")):
        reply = kernel.reply(kernel.client.is_complete(code))
        expect(reply["status"] == status, reply)
    reply = kernel.reply(kernel.client.history(hist_access_type="tail", n=1))
    expect(len(reply["history"]) == 1, reply)
    reply = kernel.reply(kernel.client.comm_info())
    expect(reply["comms"] == {}, reply)


def exits(kernel):
    reply, _ = kernel.run("System.exit(0);")
    expect(reply["status"] == "error" and "System.exit" in reply["evalue"], reply)
    reply, messages = kernel.run("new timeline.Timeline(\"again\").peak()")
    expect(reply["status"] == "ok", reply)


def main(starts):
    try:
        kernel = Kernel()
        try:
            for check in (values, errors, what_follows_an_error_is_aborted, interrupts,
                          late_lines, help_at_the_cursor, exits):
                try:
                    check(kernel)
                except (Wrong, queue.Empty) as e:
                    raise Wrong(f"{check.__name__}: {e or 'no answer'}") from e
        finally:
            kernel.end()
        for _ in range(starts - 1):
            kernel = Kernel()
            reply, _ = kernel.run("1")
            expect(reply["status"] == "ok", reply)
            kernel.end()
    except Wrong as e:
        print(f"The kernel: {e}")
        return 1
    print(f"The kernel answers as it should; {starts} starts.")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
