"""The drafter as a small HTTP service, compatible with LibreTranslate."""
