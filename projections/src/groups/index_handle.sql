CREATE INDEX IF NOT EXISTS groups_by_handle ON groups (handle_claim) WHERE handle_claim IS NOT NULL
