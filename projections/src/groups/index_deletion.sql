CREATE INDEX IF NOT EXISTS groups_by_deletion ON groups (destroys_at) WHERE deleted_at IS NOT NULL
