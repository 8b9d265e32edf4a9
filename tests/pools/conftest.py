"""What several tests of sign-in share."""

import pytest


@pytest.fixture
def allow(pool):
    """Sets the pool's allowed first factors."""

    def set_factors(*factors):
        pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}}
        pool.save()

    return set_factors
