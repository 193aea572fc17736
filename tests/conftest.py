"""What holds for every test."""

from hypothesis import settings

# A slow machine is no fault: nothing here asserts on time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
