from tests.plans.transformatie.wachtrij.conftest import theme, wait

__all__ = ["theme", "wait"]
