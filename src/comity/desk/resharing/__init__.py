"""Permission to pass threat information on: asked of who gave it, answered, taken back; each by two officers, as every act (ADR 0033)."""
