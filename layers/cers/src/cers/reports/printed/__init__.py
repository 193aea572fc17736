"""Printed student reports: what they say, and the pages it stands on."""
