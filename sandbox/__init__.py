"""Fictitious but statistically lifelike data, for the sandbox and the benchmarks."""
