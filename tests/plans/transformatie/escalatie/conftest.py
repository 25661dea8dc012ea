from tests.plans.transformatie.judged import steps, submitted

__all__ = ["steps", "submitted"]
