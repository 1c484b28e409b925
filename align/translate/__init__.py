"""Engines, drafting, translation memory."""
