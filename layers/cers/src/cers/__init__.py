"""CERS: from a dropped score file to a report an educator is entitled to see.

model    what the words mean: pure Python, no I/O
feeds    bytes of a delivered format -> records and findings
lake     Arrow in, Arrow out: staging, merging, manifests
reports  one SQL file a question, and the scope every question is asked in
stores   the only modules that talk to AWS
steps    use cases: plain functions from inputs and stores to a result
runtime  settings, logging and wiring for the functions
cli      the `cers` command for vendors and operators

Imports run downwards only: cli and runtime -> steps -> stores, reports, lake, feeds -> model.
"""
