"""Reads labels as a scanner does."""
