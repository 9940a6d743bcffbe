CREATE INDEX IF NOT EXISTS discussions_by_widening ON discussions (widens_at) WHERE widens_at IS NOT NULL
