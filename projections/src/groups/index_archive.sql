CREATE INDEX IF NOT EXISTS groups_by_archive ON groups (stopped_by_archive_at) WHERE stopped_by_archive_at IS NOT NULL
