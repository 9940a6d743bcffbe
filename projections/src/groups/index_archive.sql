CREATE INDEX IF NOT EXISTS groups_by_archive ON groups (archived_at) WHERE archived_at IS NOT NULL
