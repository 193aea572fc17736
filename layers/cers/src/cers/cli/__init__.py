"""The `cers` command for vendors and operators."""
