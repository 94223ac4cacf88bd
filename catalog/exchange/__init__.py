"""Catalog entries in and out: the files people bring and take away."""
