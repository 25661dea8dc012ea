"""Two people at the same moment, in a fixed order: what one does while the transaction of the other is still open."""

import threading
import time

from django.db import connection


class Meanwhile:
    """Does `act` on a connection of its own, as far as it comes: until it is done, or waits for the test's transaction."""

    def __init__(self, act):
        self._act = act
        self._outcome = None
        self._backend = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        while self._thread.is_alive() and not self._waits():
            time.sleep(0.01)

    def outcome(self):
        """Answer what the act gave, or the exception that it raised; ask it when the test's transaction is kept."""
        self._thread.join()
        return self._outcome

    def _run(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self._backend,) = cursor.fetchone()
            self._outcome = self._act()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            self._outcome = error
        finally:
            connection.close()

    def _waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self._backend])
            return bool(cursor.fetchone()[0])
