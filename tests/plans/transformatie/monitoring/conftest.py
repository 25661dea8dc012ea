from tests.plans.transformatie.uitvoering.conftest import carried  # noqa: F401 (the fixture)
