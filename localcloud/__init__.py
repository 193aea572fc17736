"""The embedded default: an AWS in one process, made from the templates that deploy."""
