"""Doing things at the same moment, on connections of their own."""

import threading

from django.db import connection


def at_once(*acts):
    """Run the acts in threads that start together; answer what each gave, or the exception that it raised."""
    start = threading.Barrier(len(acts))
    results = [None] * len(acts)

    def run(index, act):
        start.wait()
        try:
            results[index] = act()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
