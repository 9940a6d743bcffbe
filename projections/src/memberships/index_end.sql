CREATE INDEX IF NOT EXISTS memberships_by_end ON memberships (group_id) WHERE ended_at IS NOT NULL OR joined > 1
