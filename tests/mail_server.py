"""A mail server for tests with a real worker: it keeps the mails that it took, and can be slow to take one."""

import socketserver
import threading
from email import message_from_bytes, policy


class MailServer:
    """Listens at `port` of this machine until `stop`. While `is_patient` is not set, a mail that came in waits there."""

    def __init__(self):
        self.taken = []
        self.is_offered = threading.Event()
        self.is_patient = threading.Event()
        self.is_patient.set()
        owner = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self):
                owner._talk(self.rfile, self.wfile)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _talk(self, lines, answers):
        def say(words):
            answers.write(f"{words}\r\n".encode())

        try:
            say("220 test")
            for line in lines:
                verb = line.split()[0].upper()
                if verb == b"DATA":
                    say("354 go on")
                    content = b"".join(iter(lines.readline, b".\r\n"))
                    self.is_offered.set()
                    self.is_patient.wait(60)
                    say("250 taken")
                    answers.flush()
                    self.taken.append(message_from_bytes(content, policy=policy.default))
                elif verb == b"QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 fine")
        except OSError:
            # Whoever was talking to us is gone.
            return

    def stop(self):
        self.is_patient.set()
        self.server.shutdown()
        self.server.server_close()
