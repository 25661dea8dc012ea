"""Plans that wait for money, as the tests of the queue make them."""

from tests.plans.transformatie.wachtrij.conftest import theme, wait

__all__ = ["theme", "wait"]
