from tests.plans.transformatie.filled import full, whole, write

__all__ = ["full", "whole", "write"]
