"""The words of the field and their rules, in pure Python."""
