"""Values → PNG."""
